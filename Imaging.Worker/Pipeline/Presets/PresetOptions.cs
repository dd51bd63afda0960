namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One preset as it is written: steps in order.</summary>
public sealed class PresetOptions
{
    /// <summary>1 to 32 steps.</summary>
    public IList<StepOptions> Steps { get; } = [];

    /// <summary><c>srgb</c>: colours are converted (default); <c>keep</c>: an RGB picture keeps its colours and its ICC profile.</summary>
    public string Profile { get; set; } = "srgb";

    /// <summary><c>gamma</c>: pixels are mixed as they are stored (default); <c>linear</c>: as light adds up, which is slower.</summary>
    public string Light { get; set; } = "gamma";
}
