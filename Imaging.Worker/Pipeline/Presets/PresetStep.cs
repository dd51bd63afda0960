using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One checked step of a preset.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(ResizePreset), ResizePreset.Verb)]
[JsonDerivedType(typeof(BlurHashPreset), BlurHashPreset.Verb)]
[JsonDerivedType(typeof(EmbedPreset), EmbedPreset.Verb)]
[JsonDerivedType(typeof(ModeratePreset), ModeratePreset.Verb)]
[JsonDerivedType(typeof(FacesPreset), FacesPreset.Verb)]
[JsonDerivedType(typeof(OcrPreset), OcrPreset.Verb)]
internal abstract record PresetStep
{
    /// <summary>Names of the models that it asks.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> Models => [];
}
