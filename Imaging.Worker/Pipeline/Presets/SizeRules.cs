using System.Text.RegularExpressions;
using Imaging.Worker.Pipeline.Gate;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>What a step that makes files may say.</summary>
internal static partial class SizeRules
{
    public const string NameRule = "1 to 40 lower-case letters, digits and dashes";
    private const int SideMax = 8_192;
    private const int DensityMax = 4;
    private const int EffortMax = 6;

    public static bool IsName(string? text) => SafeName().IsMatch(text ?? "");

    /// <summary>A line per wrong value of one step.</summary>
    public static IEnumerable<string> Failures(string key, StepOptions step, LimitsOptions limits) =>
        step.Do == ResizePreset.ConvertVerb
            ? OfOutput(key, step).Concat(OfAvifWithoutBox(key, step))
            : OfOutput(key, step).Concat(OfBox(key, step)).Concat(OfCut(key, step)).Concat(OfAvif(key, step, limits));

    private static IEnumerable<string> OfOutput(string key, StepOptions step)
    {
        if (!IsName(step.Name))
        {
            yield return $"{key}:Name is '{step.Name}'; allowed: {NameRule}.";
        }

        if (step.Formats.Count == 0 || step.Formats.Distinct(StringComparer.OrdinalIgnoreCase).Count() != step.Formats.Count
            || !step.Formats.All(format => WrittenNames.TryRead<OutputFormat>(format, out _)))
        {
            yield return $"{key}:Formats is '{string.Join(", ", step.Formats)}'; allowed: one or more of {WrittenNames.Of<OutputFormat>()}, each once.";
        }

        if (step.Quality is < 1 or > 100)
        {
            yield return $"{key}:Quality is {step.Quality}; allowed: 1 to 100.";
        }

        if (step.Effort is < 0 or > EffortMax)
        {
            yield return $"{key}:Effort is {step.Effort}; allowed: 0 to {EffortMax}.";
        }

        if (!WrittenNames.TryRead<FrameChoice>(step.Frames, out _))
        {
            yield return $"{key}:Frames is '{step.Frames}'; allowed: {WrittenNames.Of<FrameChoice>()}.";
        }

        if (step.Set is not null && !IsName(step.Set))
        {
            yield return $"{key}:Set is '{step.Set}'; allowed: {NameRule}.";
        }
    }

    private static IEnumerable<string> OfBox(string key, StepOptions step)
    {
        if (step.Width is < 1 or > SideMax)
        {
            yield return $"{key}:Width is {step.Width}; allowed: 1 to {SideMax} pixels.";
        }

        if (step.Height is < 1 or > SideMax)
        {
            yield return $"{key}:Height is {step.Height}; allowed: 1 to {SideMax} pixels, or absent for the width.";
        }

        if (step.Dpr.Any(density => density is < 1 or > DensityMax) || !step.Dpr.SequenceEqual(step.Dpr.Distinct().Order()))
        {
            yield return $"{key}:Dpr is '{string.Join(", ", step.Dpr)}'; allowed: rising whole numbers of 1 to {DensityMax}.";
        }
        else if (DensestOf(step) is > 1 and var densest && Math.Max(step.Width, step.Height ?? 0) * densest > SideMax)
        {
            yield return $"{key}:Dpr is '{string.Join(", ", step.Dpr)}'; allowed: so many that the box stays within {SideMax} pixels.";
        }
    }

    private static IEnumerable<string> OfCut(string key, StepOptions step)
    {
        if (!WrittenNames.TryRead<ResizeFit>(step.Fit, out var fit))
        {
            yield return $"{key}:Fit is '{step.Fit}'; allowed: {WrittenNames.Of<ResizeFit>()}.";
        }
        else if (fit == ResizeFit.Crop && step.Dpr.Count > 0)
        {
            yield return $"{key}:Dpr is '{string.Join(", ", step.Dpr)}'; allowed: absent, as a cropped piece is not scaled.";
        }

        if (!WrittenNames.TryRead<Gravity>(step.Gravity, out _))
        {
            yield return $"{key}:Gravity is '{step.Gravity}'; allowed: {WrittenNames.Of<Gravity>()}.";
        }

        if (step.Background != "transparent" && !Colour().IsMatch(step.Background))
        {
            yield return $"{key}:Background is '{step.Background}'; allowed: #rrggbb or transparent.";
        }
    }

    private static IEnumerable<string> OfAvif(string key, StepOptions step, LimitsOptions limits)
    {
        if (!step.Formats.Contains("avif", StringComparer.OrdinalIgnoreCase))
        {
            yield break;
        }

        var pixels = (long)step.Width * DensestOf(step) * (step.Height ?? step.Width) * DensestOf(step);
        if (pixels > limits.AvifPixelsMax)
        {
            yield return $"{key}:Formats has avif for a box of {pixels} pixels; allowed: {limits.AvifPixelsMax} (Imaging:Limits:AvifPixelsMax).";
        }
    }

    /// <summary>AVIF takes many times as long as the others: never without a bound that is known at start.</summary>
    private static IEnumerable<string> OfAvifWithoutBox(string key, StepOptions step)
    {
        if (step.Formats.Contains("avif", StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{key}:Formats has avif in a step without a box; allowed: avif in {ResizePreset.Verb}, {ResizePreset.CropVerb} and {ResizePreset.SmartCropVerb}.";
        }
    }

    private static int DensestOf(StepOptions step) => step.Dpr.Count == 0 ? 1 : step.Dpr.Max();

    [GeneratedRegex(@"^[a-z0-9-]{1,40}\z")]
    private static partial Regex SafeName();

    [GeneratedRegex(@"^#[0-9a-fA-F]{6}\z")]
    private static partial Regex Colour();
}
