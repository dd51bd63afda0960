using System.Text.Json;

namespace Imaging.Worker.Pipeline;

/// <summary>All that one image became.</summary>
/// <param name="Source">What was uploaded.</param>
/// <param name="Variants">Files in the job's work folder.</param>
/// <param name="Results">By kind: <c>srcset</c> (a list of <see cref="SrcSet"/>); <c>blurhash</c>, <c>colour</c> (strings); <c>embedding</c>, <c>moderation</c>, <c>faces</c>, <c>text</c> (objects); <c>models</c> (which ones answered, and where they ran).</param>
/// <param name="Timings">Each step in the order in which it ran.</param>
internal sealed record PipelineResult(
    SourceInfo Source,
    IReadOnlyList<Variant> Variants,
    IReadOnlyDictionary<string, JsonElement> Results,
    IReadOnlyList<StepTiming> Timings);
