namespace Imaging.Worker.Inference.Moderation;

/// <summary>What a moderation model says about a picture, as it stands in the manifest. The image itself succeeds either way.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Device"><c>cuda</c> or <c>cpu</c>.</param>
/// <param name="Verdict"><c>flagged</c> where <paramref name="Score"/> reaches <paramref name="Threshold"/>, else <c>allowed</c>.</param>
/// <param name="Score">How likely the picture is one of <paramref name="Flag"/>: their probabilities together.</param>
/// <param name="Threshold">Of the preset.</param>
/// <param name="Flag">The labels that were looked for.</param>
/// <param name="Scores">Probability of each label; together 1.</param>
internal sealed record ModerationVerdict(
    string Model, string Version, string Device, string Verdict, double Score, double Threshold,
    IReadOnlyList<string> Flag, IReadOnlyDictionary<string, double> Scores)
{
    public const string Flagged = "flagged";
    public const string Allowed = "allowed";

    private const int Digits = 6;

    /// <summary>
    /// Two labels that a model cannot tell apart share their probability, so it is their sum that counts: 0.45 and 0.45 are no
    /// harmless picture.
    /// </summary>
    public static ModerationVerdict From(
        ModelUse use, IReadOnlyList<string> labels, float[] probabilities, IReadOnlyList<string> flag, double threshold)
    {
        var scores = labels.Zip(probabilities).ToDictionary(pair => pair.First, pair => Math.Round(pair.Second, Digits), StringComparer.Ordinal);
        var score = Math.Round(flag.Sum(label => scores[label]), Digits);
        return new(use.Model, use.Version, use.Device, score >= threshold ? Flagged : Allowed, score, threshold, flag, scores);
    }
}
