using System.Text.RegularExpressions;
using Imaging.Worker.Inference;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Each wrong value is one line that names key, value and what is allowed.</summary>
internal sealed partial class PresetsOptionsValidator(ModelCatalog models) : IValidateOptions<PresetsOptions>
{
    private const int StepsMax = 32;
    private const int SideMax = 8_192;
    private const int ComponentsMax = 9;

    public ValidateOptionsResult Validate(string? name, PresetsOptions options)
    {
        var failures = options.Presets.SelectMany(preset => OfPreset($"Imaging:Presets:{preset.Key}", preset.Key, preset.Value)).ToList();
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> OfPreset(string key, string name, PresetOptions preset)
    {
        if (!SafeName().IsMatch(name))
        {
            yield return $"{key} is a preset's name; allowed: {SafeNameRule}.";
        }

        if (preset.Steps.Count is 0 or > StepsMax)
        {
            yield return $"{key}:Steps is a list of {preset.Steps.Count}; allowed: 1 to {StepsMax} steps.";
        }

        foreach (var (index, step) in preset.Steps.Index())
        {
            foreach (var failure in OfStep($"{key}:Steps:{index}", step))
            {
                yield return failure;
            }
        }

        var repeated = preset.Steps.Where(step => step.Do == ResizePreset.Verb).GroupBy(step => step.Name).Where(names => names.Count() > 1);
        foreach (var names in repeated)
        {
            yield return $"{key}:Steps has the resize Name '{names.Key}' {names.Count()} times; allowed: each name once.";
        }

        foreach (var verb in preset.Steps.Where(step => step.Do != ResizePreset.Verb).GroupBy(step => step.Do).Where(verbs => verbs.Count() > 1))
        {
            yield return $"{key}:Steps has '{verb.Key}' {verb.Count()} times; allowed: once.";
        }
    }

    private IEnumerable<string> OfStep(string key, StepOptions step) => step.Do switch
    {
        ResizePreset.Verb => OfResize(key, step),
        BlurHashPreset.Verb => OfBlurHash(key, step),
        _ => ModelStepRules.FailuresOf(key, step, models)
            ?? [$"{key}:Do is '{step.Do}'; allowed: {ResizePreset.Verb}, {BlurHashPreset.Verb}, {string.Join(", ", ModelStepRules.Verbs)}."],
    };

    private static IEnumerable<string> OfResize(string key, StepOptions step)
    {
        if (!SafeName().IsMatch(step.Name ?? ""))
        {
            yield return $"{key}:Name is '{step.Name}'; allowed: {SafeNameRule}.";
        }

        if (step.Width is < 1 or > SideMax)
        {
            yield return $"{key}:Width is {step.Width}; allowed: 1 to {SideMax} pixels.";
        }

        if (step.Height is < 1 or > SideMax)
        {
            yield return $"{key}:Height is {step.Height}; allowed: 1 to {SideMax} pixels, or absent for the width.";
        }

        if (!PresetCatalog.TryName<ResizeFit>(step.Fit, out _))
        {
            yield return $"{key}:Fit is '{step.Fit}'; allowed: fit, fill.";
        }

        if (step.Formats.Count == 0 || step.Formats.Distinct().Count() != step.Formats.Count
            || !step.Formats.All(format => PresetCatalog.TryName<OutputFormat>(format, out _)))
        {
            yield return $"{key}:Formats is '{string.Join(", ", step.Formats)}'; allowed: one or more of webp, jpeg, png, each once.";
        }

        if (step.Quality is < 1 or > 100)
        {
            yield return $"{key}:Quality is {step.Quality}; allowed: 1 to 100.";
        }
    }

    private static IEnumerable<string> OfBlurHash(string key, StepOptions step)
    {
        if (step.ComponentsX is < 1 or > ComponentsMax)
        {
            yield return $"{key}:ComponentsX is {step.ComponentsX}; allowed: 1 to {ComponentsMax}.";
        }

        if (step.ComponentsY is < 1 or > ComponentsMax)
        {
            yield return $"{key}:ComponentsY is {step.ComponentsY}; allowed: 1 to {ComponentsMax}.";
        }
    }

    private const string SafeNameRule = "1 to 40 lower-case letters, digits and dashes";

    [GeneratedRegex(@"^[a-z0-9-]{1,40}\z")]
    private static partial Regex SafeName();
}
