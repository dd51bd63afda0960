namespace Capacity;

/// <summary>What comes to the image service. Seed B.1.</summary>
public sealed record ImagingWorkload
{
    /// <summary>Images under way at the same time. Seed B.1: 50.</summary>
    [Input("images", 1, 10_000_000)]
    public required int ConcurrentUploads { get; init; }

    /// <summary>
    /// Database operations that one image costs from its reservation to its manifest. Not in the seed; 12: reserve, complete, claim,
    /// six progress writes, finish, two reads of the status.
    /// </summary>
    [Input("ops/image", 0, 10_000)]
    public required double DatabaseOperationsPerImage { get; init; }
}
