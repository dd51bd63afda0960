namespace Imaging.Worker.Pipeline.Engine;

/// <param name="Source">What was uploaded.</param>
/// <param name="Variants">Files in the work folder.</param>
/// <param name="BlurHash">Where the preset asks for it.</param>
/// <param name="ModelPixels">By model: RGB, one byte each, row by row. Empty where the models have seen them on the way.</param>
/// <param name="Timings">Each step in order.</param>
/// <param name="Colour">Where the preset asks for it, <c>#rrggbb</c>.</param>
internal sealed record EngineReport(
    SourceInfo Source,
    IReadOnlyList<Variant> Variants,
    string? BlurHash,
    IReadOnlyDictionary<string, byte[]> ModelPixels,
    IReadOnlyList<StepTiming> Timings,
    string? Colour = null);
