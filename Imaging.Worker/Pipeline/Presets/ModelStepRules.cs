using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Faces;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Steps that ask models: what they may say, and what they mean.</summary>
internal static class ModelStepRules
{
    private const double ModerationThreshold = 0.7;
    private const double FaceThreshold = 0.5;
    private const int LinesMost = 1_000;

    private static readonly int FacesMost = FaceAnchors.Fine.Count + FaceAnchors.Coarse.Count;

    public static IReadOnlyList<string> Verbs { get; } = [EmbedPreset.Verb, ModeratePreset.Verb, FacesPreset.Verb, OcrPreset.Verb];

    /// <summary>One line for each wrong value; null where the step asks no model.</summary>
    public static IEnumerable<string>? FailuresOf(string key, StepOptions step, ModelCatalog models) => step.Do switch
    {
        EmbedPreset.Verb => OfModel($"{key}:Model", step.Model, ModelOutput.Embedding, models),
        ModeratePreset.Verb => OfModerate(key, step, models),
        FacesPreset.Verb => OfFaces(key, step, models),
        OcrPreset.Verb => OfOcr(key, step, models),
        _ => null,
    };

    /// <summary>The checked step; null where it asks no model.</summary>
    public static PresetStep? Compile(StepOptions step, ModelCatalog models)
    {
        string Only(string? name, string kind) => name ?? models.NamesOf(kind).Single();
        switch (step.Do)
        {
            case EmbedPreset.Verb:
                return new EmbedPreset(Only(step.Model, ModelOutput.Embedding));
            case ModeratePreset.Verb:
                var model = models.Find(Only(step.Model, ModelOutput.Classes))!;
                return new ModeratePreset(model.Name, step.Threshold ?? ModerationThreshold, step.Flag.Count > 0 ? [.. step.Flag] : model.Output.Flagged!);
            case FacesPreset.Verb:
                return new FacesPreset(step.Model is { } one ? [one] : [.. models.NamesOf(ModelOutput.Faces)], step.Threshold ?? FaceThreshold, step.FacesMax);
            case OcrPreset.Verb:
                return new OcrPreset(Only(step.Model, ModelOutput.TextRegions), Only(step.Reader, ModelOutput.TextLines), step.LinesMax);
            default:
                return null;
        }
    }

    private static IEnumerable<string> OfModerate(string key, StepOptions step, ModelCatalog models)
    {
        if (step.Threshold is <= 0 or > 1)
        {
            yield return $"{key}:Threshold is {Text(step.Threshold)}; allowed: above 0, up to 1.";
        }

        foreach (var failure in OfModel($"{key}:Model", step.Model, ModelOutput.Classes, models))
        {
            yield return failure;
            yield break;
        }

        var output = models.Find(step.Model ?? models.NamesOf(ModelOutput.Classes).Single())!.Output;
        if (step.Flag.Except(output.Labels).Any() || (step.Flag.Count == 0 && output.Flagged is not { Count: > 0 }))
        {
            yield return $"{key}:Flag is '{string.Join(", ", step.Flag)}'; allowed: one or more of {string.Join(", ", output.Labels)}.";
        }
    }

    private static IEnumerable<string> OfFaces(string key, StepOptions step, ModelCatalog models)
    {
        if (step.Threshold is <= 0 or > 1)
        {
            yield return $"{key}:Threshold is {Text(step.Threshold)}; allowed: above 0, up to 1.";
        }

        if (step.FacesMax < 1 || step.FacesMax > FacesMost)
        {
            yield return $"{key}:FacesMax is {step.FacesMax}; allowed: 1 to {FacesMost} faces.";
        }

        foreach (var failure in OfModel($"{key}:Model", step.Model, ModelOutput.Faces, models, manyAllowed: true))
        {
            yield return failure;
        }
    }

    private static IEnumerable<string> OfOcr(string key, StepOptions step, ModelCatalog models)
    {
        if (step.LinesMax is < 1 or > LinesMost)
        {
            yield return $"{key}:LinesMax is {step.LinesMax}; allowed: 1 to {LinesMost} lines.";
        }

        foreach (var failure in OfModel($"{key}:Model", step.Model, ModelOutput.TextRegions, models)
            .Concat(OfModel($"{key}:Reader", step.Reader, ModelOutput.TextLines, models)))
        {
            yield return failure;
        }
    }

    /// <summary>A named model must be of the kind; an unnamed one must be the only one of it.</summary>
    private static IEnumerable<string> OfModel(string key, string? name, string kind, ModelCatalog models, bool manyAllowed = false)
    {
        var known = models.NamesOf(kind).ToList();
        var good = name is null ? known.Count == 1 || (manyAllowed && known.Count > 1) : known.Contains(name);
        if (!good)
        {
            yield return $"{key} is '{name}'; allowed: {string.Join(", ", known)}.";
        }
    }

    private static string Text(double? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
