using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One checked step of a preset.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(ResizePreset), ResizePreset.Verb)]
[JsonDerivedType(typeof(WatermarkPreset), WatermarkPreset.Verb)]
[JsonDerivedType(typeof(BlurHashPreset), BlurHashPreset.Verb)]
[JsonDerivedType(typeof(ColourPreset), ColourPreset.Verb)]
[JsonDerivedType(typeof(EmbedPreset), EmbedPreset.Verb)]
[JsonDerivedType(typeof(ModeratePreset), ModeratePreset.Verb)]
[JsonDerivedType(typeof(FacesPreset), FacesPreset.Verb)]
[JsonDerivedType(typeof(OcrPreset), OcrPreset.Verb)]
internal abstract record PresetStep
{
    /// <summary>Names of the models that it asks.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> Models => [];

    /// <summary>True if its models find what a smart cut must keep, so that they have to run before the cut.</summary>
    [JsonIgnore]
    public virtual bool FindsFocus => false;
}
