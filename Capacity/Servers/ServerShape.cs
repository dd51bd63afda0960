namespace Capacity;

/// <summary>The server (or container) that a service is to run on.</summary>
/// <remarks>The seed's: A.3 "8 cores" (memory not stated), B.2 "16 cores + GPU, 32 GB", C.4 "4-core, 1 GB".</remarks>
public sealed record ServerShape
{
    /// <summary>Cores; a share of one is allowed, as cgroups allow it.</summary>
    [Input("cores", 0.05, 1_024)]
    public required double Cores { get; init; }

    /// <summary>Memory in megabytes of 1,000,000 bytes, as the seed counts; <c>null</c>: not stated, so not judged.</summary>
    [Input("MB", 1, 100_000_000)]
    public double? MemoryMegabytes { get; init; }

    /// <summary>Images that the GPU takes at the same time; <c>null</c>: no GPU, the work runs on the cores.</summary>
    [Input("images", 1, 10_000)]
    public int? GpuSlots { get; init; }
}
