using Imaging.Worker.Inference;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Turns a step as it is written, and checked, into what the engine runs.</summary>
internal static class StepCompiler
{
    private const string FittedSet = "fit";

    /// <summary>A picture is never larger, so a box of this side changes nothing.</summary>
    public const int NoBox = 65_535;

    public static PresetStep Compile(StepOptions step, PresetAssets assets, ModelCatalog models) => step.Do switch
    {
        ResizePreset.Verb => Size(step, WrittenNames.Read<ResizeFit>(step.Fit), WrittenNames.Read<Gravity>(step.Gravity)),
        ResizePreset.CropVerb => Size(step, ResizeFit.Crop, WrittenNames.Read<Gravity>(step.Gravity)),
        ResizePreset.SmartCropVerb => Size(step, ResizeFit.Fill, Gravity.Smart),
        ResizePreset.ConvertVerb => Size(step, ResizeFit.Fit, Gravity.Centre) with { Width = NoBox, Height = NoBox, Set = step.Set ?? step.Name! },
        WatermarkPreset.Verb => new WatermarkPreset(
            step.Asset!, assets.HashOf(step.Asset!), WrittenNames.Read<Gravity>(step.Position), step.Share, step.Margin, step.Opacity, step.WidthMin),
        BlurHashPreset.Verb => new BlurHashPreset(step.ComponentsX, step.ComponentsY),
        ColourPreset.Verb => new ColourPreset(),
        _ => ModelStepRules.Compile(step, models) ?? throw new InvalidOperationException($"The validator let '{step.Do}' through."),
    };

    private static ResizePreset Size(StepOptions step, ResizeFit fit, Gravity gravity) => new(
        step.Name!, step.Width, step.Height ?? step.Width, fit, [.. step.Formats.Select(WrittenNames.Read<OutputFormat>)], step.Quality)
    {
        Gravity = gravity,
        Enlarge = step.Enlarge,
        Densities = step.Dpr.Count == 0 ? [1] : [.. step.Dpr],
        Background = step.Background == "transparent" ? null : step.Background,
        Animated = WrittenNames.Read<FrameChoice>(step.Frames) == FrameChoice.All,
        Effort = step.Effort,
        Set = step.Set ?? (fit == ResizeFit.Fit && step.Dpr.Count <= 1 ? FittedSet : step.Name!),
    };
}
