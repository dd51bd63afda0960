using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One checked step of a preset.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(ResizePreset), ResizePreset.Verb)]
[JsonDerivedType(typeof(WatermarkPreset), WatermarkPreset.Verb)]
[JsonDerivedType(typeof(BlurHashPreset), BlurHashPreset.Verb)]
[JsonDerivedType(typeof(ColourPreset), ColourPreset.Verb)]
[JsonDerivedType(typeof(EmbedPreset), EmbedPreset.Verb)]
internal abstract record PresetStep
{
    /// <summary>True if this step's model finds what a smart cut must keep, so that it has to run before the cut.</summary>
    [JsonIgnore]
    public virtual bool FindsFocus => false;
}
