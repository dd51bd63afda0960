using Bench.Lab.Results;

namespace Bench.Lab.Rows;

/// <summary>Every figure of the seed's section B.</summary>
internal static class ImagingRows
{
    public static IReadOnlyList<SeedRow> All { get; } =
    [
        new("imaging.concurrent-uploads", "B.1", "Concurrent uploads", "images", Better.Higher, profile => profile.Imaging.Workload.ConcurrentUploads),
        new("imaging.processing-seconds", "B.1", "Processing time per image, average", "s", Better.Lower,
            profile => profile.Imaging.Estimate().ServiceSeconds),
        new("imaging.processing-seconds-min", "B.1", "Processing time per image, least", "s", Better.Lower,
            profile => profile.Imaging.Estimate().ServiceSecondsMin),
        new("imaging.processing-seconds-max", "B.1", "Processing time per image, most", "s", Better.Lower,
            profile => profile.Imaging.Estimate().ServiceSecondsMax),
        new("imaging.demand", "B.1", "Throughput if every upload is in work at once", "images/s", Better.Higher,
            profile => profile.Imaging.Estimate().DemandImagesPerSecond),
        new("imaging.cpu-bound-fraction", "B.2", "CPU-bound fraction", "share", Better.Neither, profile => profile.Imaging.Costs.CpuBoundFraction),
        new("imaging.memory-per-image", "B.2", "Memory per image", "MB", Better.Lower, profile => profile.Imaging.Costs.MemoryMegabytesPerImage),
        new("imaging.cores-per-worker", "B.2", "Cores per worker", "cores", Better.Lower, profile => profile.Imaging.Costs.CoresPerWorker),
        new("imaging.workers-by-cpu", "B.2", "Concurrent workers by CPU", "images", Better.Higher, profile => profile.Imaging.Estimate().WorkersByCpu),
        new("imaging.workers-by-memory", "B.2", "Images by memory", "images", Better.Higher,
            profile => profile.Imaging.Estimate().WorkersByMemory),
        new("imaging.workers-by-gpu", "B.2", "Images by GPU", "images", Better.Higher,
            profile => profile.Imaging.Estimate().WorkersByGpu),
        new("imaging.concurrency", "B.2", "Concurrency", "images", Better.Higher, profile => profile.Imaging.Estimate().Concurrency, InSummary: true),
        new("imaging.images-per-second", "B.2", "Throughput", "images/s", Better.Higher,
            profile => profile.Imaging.Estimate().ImagesPerSecond, InSummary: true),
        // "2-10 s per image": the seed's average is what a typical image is held to.
        new("imaging.latency", "B.3", "Processing latency (one image, p50)", "s", Better.Lower,
            profile => profile.Imaging.Estimate().ServiceSeconds, InSummary: true),
        new("imaging.wait-per-queued-image", "B.3", "Wait that each queued image adds", "s", Better.Lower,
            profile => profile.Imaging.Estimate().WaitSecondsPerQueuedImage),
        new("imaging.memory", "B.4", "Memory usage of all workers", "MB", Better.Lower,
            profile => profile.Imaging.Estimate().MemoryMegabytes, InSummary: true),
        // The table says "~8 cores"; the text's own 8 workers of 2 cores are 16 (docs/sizing.md).
        new("imaging.cpu-cores", "B.2", "CPU usage", "cores", Better.Lower, profile => profile.Imaging.Estimate().CpuCores, InSummary: true),
        new("imaging.scaling", "B.5", "Scalability (CPU per image, 4 workers over 1)", "times", Better.Lower, _ => 1, InSummary: true, WithinSpread: true),
    ];
}
