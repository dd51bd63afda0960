namespace Imaging.Worker.Inference;

/// <param name="Kind">What the numbers mean: <c>embedding</c>.</param>
/// <param name="Length">How many numbers.</param>
/// <param name="Labels">Names of the numbers; none for an embedding.</param>
internal sealed record ModelOutput(string Kind, int Length, IReadOnlyList<string> Labels)
{
    /// <summary>A direction in space: near pictures lie near.</summary>
    public const string Embedding = "embedding";
}
