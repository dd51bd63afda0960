using Capacity;

namespace Gateway.Api.Capacity;

/// <summary>Seed B's summary table beside the running processes, those of the API and the image engines of the workers included.</summary>
internal static class ImagingComparison
{
    public static ServiceAnswer Compare(ImagingProfile profile, MeasuredService measured)
    {
        var estimate = profile.Estimate();
        return new(measured.Instances, EstimatedFigure.Of(estimate.Figures), measured.Figures, [.. Rows(profile, estimate, measured)]);
    }

    private static IEnumerable<CapacityRow> Rows(ImagingProfile profile, ImagingEstimate estimate, MeasuredService measured)
    {
        var costs = profile.Costs;
        // Little's law: what is in work is the rate times the time that each takes.
        var busy = measured["imagesPerSecond"] * estimate.ServiceSeconds;
        yield return CapacityRow.Of(
            "Concurrency", "images", estimate.Concurrency, new(busy, "images/s now × time per image (Little's law)"), measured, "imagesInWork");
        yield return CapacityRow.Of(
            "Throughput", "images/s", estimate.ImagesPerSecond,
            new(measured["imagesInWork"] / estimate.ServiceSeconds, "images in work now / time per image"), measured, "imagesPerSecond");
        yield return CapacityRow.Of(
            "Processing latency", "ms", estimate.ServiceSeconds * 1_000,
            new(estimate.ServiceSeconds * 1_000, "at any load: time per image / GPU speedup"), measured, "processingMsP50");
        yield return CapacityRow.Of(
            "Memory usage", "MB", estimate.MemoryMegabytes,
            new(measured["imagesInWork"] * costs.MemoryMegabytesPerImage, "images in work now × memory per image"),
            measured, "memoryMegabytes", "engineMemoryMegabytes");
        yield return CapacityRow.Of(
            "CPU usage", "cores", estimate.CpuCores,
            new(busy * costs.CoresPerWorker * costs.CpuBoundFraction, "images/s now × time per image × cores per worker × CPU-bound share"),
            measured, "cpuCores", "engineCpuCores");
    }
}
