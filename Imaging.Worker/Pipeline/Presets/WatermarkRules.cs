namespace Imaging.Worker.Pipeline.Presets;

/// <summary>What a watermark may say.</summary>
internal static class WatermarkRules
{
    public static IEnumerable<string> Failures(string key, StepOptions step, PresetAssets assets)
    {
        if (assets.WhyNot(step.Asset) is { } reason)
        {
            yield return $"{key}:Asset is '{step.Asset}', {reason}; allowed: the name of a PNG or WebP file in Imaging:AssetsPath.";
        }

        if (!WrittenNames.TryRead<Gravity>(step.Position, out var position) || position == Gravity.Smart)
        {
            yield return $"{key}:Position is '{step.Position}'; allowed: {WrittenNames.Of(Gravity.Smart)}.";
        }

        if (step.Share is not (> 0 and <= 1))
        {
            yield return FormattableString.Invariant($"{key}:Share is {step.Share}; allowed: above 0, up to 1.");
        }

        if (step.Margin is not (>= 0 and <= 0.5))
        {
            yield return FormattableString.Invariant($"{key}:Margin is {step.Margin}; allowed: 0 to 0.5.");
        }

        if (step.Opacity is not (> 0 and <= 1))
        {
            yield return FormattableString.Invariant($"{key}:Opacity is {step.Opacity}; allowed: above 0, up to 1.");
        }

        if (step.WidthMin is < 0 or > 8_192)
        {
            yield return $"{key}:WidthMin is {step.WidthMin}; allowed: 0 to 8192 pixels.";
        }
    }
}
