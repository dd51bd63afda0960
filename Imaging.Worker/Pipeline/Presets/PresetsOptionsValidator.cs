using Imaging.Worker.Inference;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Isolation;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Each wrong value is one line that names key, value and what is allowed.</summary>
internal sealed class PresetsOptionsValidator(
    ModelCatalog models, IConfiguration configuration, IOptions<LimitsOptions> limits, IOptions<IsolationOptions> engine) : IValidateOptions<PresetsOptions>
{
    private const string Section = "Imaging:Presets";
    private const int StepsMax = 32;
    private const int FilesMax = 64;
    private const int ComponentsMax = 9;

    public ValidateOptionsResult Validate(string? name, PresetsOptions options)
    {
        var failures = StepKeys.FailuresIn(configuration.GetSection(Section))
            .Concat(options.Presets.SelectMany(preset => OfPreset($"{Section}:{preset.Key}", preset.Key, preset.Value, new(options)))).ToList();
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> OfPreset(string key, string name, PresetOptions preset, PresetAssets assets)
    {
        if (!SizeRules.IsName(name))
        {
            yield return $"{key} is a preset's name; allowed: {SizeRules.NameRule}.";
        }

        if (preset.Steps.Count is 0 or > StepsMax)
        {
            yield return $"{key}:Steps is a list of {preset.Steps.Count}; allowed: 1 to {StepsMax} steps.";
        }

        if (!WrittenNames.TryRead<ColourProfile>(preset.Profile, out _))
        {
            yield return $"{key}:Profile is '{preset.Profile}'; allowed: {WrittenNames.Of<ColourProfile>()}.";
        }

        if (!WrittenNames.TryRead<Light>(preset.Light, out _))
        {
            yield return $"{key}:Light is '{preset.Light}'; allowed: {WrittenNames.Of<Light>()}.";
        }

        var steps = preset.Steps.Index().SelectMany(step => OfStep($"{key}:Steps:{step.Index}", step.Item, assets));
        foreach (var failure in steps.Concat(OfAll(key, preset)).Concat(EngineRules.Failures(key, preset, ValueOf(engine))))
        {
            yield return failure;
        }
    }

    /// <summary>A section that is wrong says so itself; here it counts as its defaults.</summary>
    private static TOptions ValueOf<TOptions>(IOptions<TOptions> options)
        where TOptions : class, new()
    {
        try
        {
            return options.Value;
        }
        catch (OptionsValidationException)
        {
            return new();
        }
    }

    private IEnumerable<string> OfStep(string key, StepOptions step, PresetAssets assets) => step.Do switch
    {
        ResizePreset.Verb or ResizePreset.CropVerb or ResizePreset.SmartCropVerb or ResizePreset.ConvertVerb => SizeRules.Failures(key, step, ValueOf(limits)),
        WatermarkPreset.Verb => WatermarkRules.Failures(key, step, assets),
        BlurHashPreset.Verb => OfBlurHash(key, step),
        ColourPreset.Verb => [],
        _ => ModelStepRules.FailuresOf(key, step, models) ?? [$"{key}:Do is '{step.Do}'; allowed: {string.Join(", ", StepKeys.Verbs)}."],
    };

    /// <summary>What no step can see alone.</summary>
    private static IEnumerable<string> OfAll(string key, PresetOptions preset)
    {
        var sizes = preset.Steps.Where(step => ResizePreset.Verbs.Contains(step.Do)).ToList();
        var names = sizes.SelectMany(step => step.Dpr.Count > 1 || step.Dpr is [> 1] ? step.Dpr.Select(density => $"{step.Name}-{density}x") : [step.Name ?? ""]);
        foreach (var repeated in names.GroupBy(name => name).Where(same => same.Count() > 1))
        {
            yield return $"{key}:Steps has the Name '{repeated.Key}' {repeated.Count()} times; allowed: each name once.";
        }

        foreach (var verb in preset.Steps.Except(sizes).GroupBy(step => step.Do).Where(verbs => verbs.Count() > 1))
        {
            yield return $"{key}:Steps has '{verb.Key}' {verb.Count()} times; allowed: once.";
        }

        var files = sizes.Sum(step => step.Formats.Count * Math.Max(1, step.Dpr.Count));
        if (files > FilesMax)
        {
            yield return $"{key}:Steps makes {files} files; allowed: {FilesMax}.";
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
}
