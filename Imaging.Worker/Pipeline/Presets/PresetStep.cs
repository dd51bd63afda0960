using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One checked step of a preset.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(ResizePreset), ResizePreset.Verb)]
[JsonDerivedType(typeof(BlurHashPreset), BlurHashPreset.Verb)]
[JsonDerivedType(typeof(EmbedPreset), EmbedPreset.Verb)]
internal abstract record PresetStep;
