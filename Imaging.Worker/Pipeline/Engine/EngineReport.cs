namespace Imaging.Worker.Pipeline.Engine;

/// <param name="Source">What was uploaded.</param>
/// <param name="Variants">Files in the work folder.</param>
/// <param name="BlurHash">Where the preset asks for it.</param>
/// <param name="ModelPixels">By model: RGB, one byte each, row by row.</param>
/// <param name="Timings">Each step in order.</param>
internal sealed record EngineReport(
    SourceInfo Source,
    IReadOnlyList<Variant> Variants,
    string? BlurHash,
    IReadOnlyDictionary<string, byte[]> ModelPixels,
    IReadOnlyList<StepTiming> Timings);
