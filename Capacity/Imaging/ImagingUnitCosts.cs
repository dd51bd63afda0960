namespace Capacity;

/// <summary>What one image costs. Seed B.1 and B.2.</summary>
public sealed record ImagingUnitCosts
{
    /// <summary>Time to process one image, in seconds, on average. Seed B.1: 6.</summary>
    [Input("s", 0.001, 86_400)]
    public required double ProcessingSeconds { get; init; }

    /// <summary>The same for an easy image. Seed B.1: 2.</summary>
    [Input("s", 0.001, 86_400)]
    public required double ProcessingSecondsMin { get; init; }

    /// <summary>The same for a hard image. Seed B.1: 10.</summary>
    [Input("s", 0.001, 86_400)]
    public required double ProcessingSecondsMax { get; init; }

    /// <summary>How many times faster the GPU makes one image; 1: not at all. Seed B.2 assumes 1 ("can reduce processing time").</summary>
    [Input("times", 0.01, 10_000)]
    public required double GpuSpeedup { get; init; }

    /// <summary>Share of the time that a worker's cores are busy. Seed B.2: 0.9.</summary>
    [Input("share", 0, 1)]
    public required double CpuBoundFraction { get; init; }

    /// <summary>Cores that one worker is given. Seed B.2: 2.</summary>
    [Input("cores", 0.05, 1_024)]
    public required double CoresPerWorker { get; init; }

    /// <summary>Memory that one image takes while it is processed, in megabytes. Seed B.2: 2,000.</summary>
    [Input("MB", 1, 1_000_000)]
    public required double MemoryMegabytesPerImage { get; init; }

    /// <summary>Time that one database operation takes, in milliseconds. As seed A.2: 100.</summary>
    [Input("ms", 0, 600_000)]
    public required double DatabaseLatencyMs { get; init; }
}
