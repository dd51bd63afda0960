namespace Imaging.Worker.Inference;

/// <param name="Kind">What the numbers mean: one of the constants.</param>
/// <param name="Length">How many numbers make one answer: of the vector, the classes, a face, a pixel, a letter.</param>
/// <param name="Labels">Names of the numbers, in order; none where they have no names or <paramref name="LabelsFile"/> holds them.</param>
/// <param name="LabelsFile">One label a line, where they are too many for here.</param>
/// <param name="Flagged">classes: those that a moderation looks for unless its preset says otherwise.</param>
internal sealed record ModelOutput(
    string Kind, int Length, IReadOnlyList<string> Labels, ModelLabelsFile? LabelsFile = null, IReadOnlyList<string>? Flagged = null)
{
    /// <summary>A direction in space: near pictures lie near.</summary>
    public const string Embedding = "embedding";

    /// <summary>A probability for each label; together 1.</summary>
    public const string Classes = "classes";

    /// <summary>Faces over the anchors of BlazeFace.</summary>
    public const string Faces = "faces";

    /// <summary>For each pixel, how likely it is text.</summary>
    public const string TextRegions = "text-regions";

    /// <summary>For each column of a line, how likely each letter is.</summary>
    public const string TextLines = "text-lines";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Embedding, Classes, Faces, TextRegions, TextLines];
}
