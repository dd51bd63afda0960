namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One preset as it is written: steps in order.</summary>
public sealed class PresetOptions
{
    /// <summary>1 to 32 steps.</summary>
    public IList<StepOptions> Steps { get; } = [];
}
