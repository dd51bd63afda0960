namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Makes one size, in each of its formats; never larger than the source.</summary>
internal sealed record ResizePreset(
    string Name, int Width, int Height, ResizeFit Fit, IReadOnlyList<OutputFormat> Formats, int Quality) : PresetStep
{
    public const string Verb = "resize";
}
