namespace Imaging.Worker.Pipeline.Presets;

/// <summary>The colour that most of the picture has, as <c>#rrggbb</c>.</summary>
internal sealed record ColourPreset : PresetStep
{
    public const string Verb = "colour";
}
