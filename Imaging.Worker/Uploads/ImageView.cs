using System.Text.Json;
using Imaging.Worker.Pipeline;

namespace Imaging.Worker.Uploads;

/// <summary>An image as its owner sees it.</summary>
/// <param name="Id">The image.</param>
/// <param name="Status"><c>pending-upload</c>, <c>queued</c>, <c>processing</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="FileName">As announced.</param>
/// <param name="ContentType">As announced.</param>
/// <param name="Length">Bytes, as announced.</param>
/// <param name="Preset">What is done with it.</param>
/// <param name="Visibility"><c>private</c> or <c>shared</c>.</param>
/// <param name="CreatedAt">When its upload was reserved.</param>
/// <param name="FinishedAt">When the last status was reached.</param>
/// <param name="Attempts">Times that a worker began.</param>
/// <param name="Queue">Of a queued image only.</param>
/// <param name="Error">Of a failed image only.</param>
/// <param name="Result">Of a succeeded image, and not in lists or events: it holds signed addresses.</param>
internal sealed record ImageView(
    string Id, string Status, long Version, string FileName, string ContentType, long Length, string Preset, string Visibility,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, int Attempts, QueueView? Queue, ErrorView? Error, ResultView? Result);

/// <param name="Position">1: the next to be taken.</param>
/// <param name="EstimatedWaitSeconds">Until a worker begins; null: not known yet.</param>
internal sealed record QueueView(long Position, double? EstimatedWaitSeconds);

/// <param name="Code">Stable; see docs/errors.md.</param>
/// <param name="Detail">For people.</param>
internal sealed record ErrorView(string Code, string? Detail);

/// <param name="ExpiresAt">From this moment on the addresses are refused; ask again for fresh ones.</param>
/// <param name="Source">What came.</param>
/// <param name="Variants">What was made of it.</param>
/// <param name="Results">What models and measurements said, by step.</param>
/// <param name="Timings">Time of each step.</param>
internal sealed record ResultView(
    DateTimeOffset ExpiresAt, SourceInfo Source, IReadOnlyList<VariantView> Variants, IReadOnlyDictionary<string, JsonElement> Results,
    IReadOnlyList<StepTiming> Timings);

/// <param name="Name">Name of the variant in its preset.</param>
/// <param name="Url">Reads exactly this blob.</param>
/// <param name="ContentType">Such as <c>image/webp</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Bytes">Length.</param>
internal sealed record VariantView(string Name, Uri Url, string ContentType, int Width, int Height, long Bytes);

/// <param name="Images">Newest first.</param>
/// <param name="Next">Cursor of the next page; null: this was the last.</param>
internal sealed record ImageList(IReadOnlyList<ImageView> Images, string? Next);
