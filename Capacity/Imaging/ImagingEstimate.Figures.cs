using static Capacity.Number;

namespace Capacity;

public sealed partial class ImagingEstimate
{
    /// <summary>Every figure in the order of the reasoning; what does not exist (memory that nobody stated, a GPU, servers that help) is left out.</summary>
    public IReadOnlyList<Figure> Figures => [.. Demand, .. Limits, .. Supply, .. Queue, .. Store];

    private IEnumerable<Figure> Demand =>
    [
        new(nameof(ServiceSeconds), ServiceSeconds, "s", "time per image / GPU speedup",
            $"{Text(costs.ProcessingSeconds)} / {Text(costs.GpuSpeedup)}", "B.3"),
        new(nameof(ServiceSecondsMin), ServiceSecondsMin, "s", "least time per image / GPU speedup",
            $"{Text(costs.ProcessingSecondsMin)} / {Text(costs.GpuSpeedup)}", "B.3"),
        new(nameof(ServiceSecondsMax), ServiceSecondsMax, "s", "most time per image / GPU speedup",
            $"{Text(costs.ProcessingSecondsMax)} / {Text(costs.GpuSpeedup)}", "B.3"),
        new(nameof(DemandImagesPerSecond), DemandImagesPerSecond, "images/s", "concurrent uploads / time per image",
            $"{Text(workload.ConcurrentUploads)} / {Text(ServiceSeconds)}", "B.1"),
    ];

    private IEnumerable<Figure> Limits
    {
        get
        {
            yield return new(nameof(WorkersByCpu), WorkersByCpu, "workers", "cores / cores per worker, down",
                $"{Text(server.CoresUsable)} / {Text(costs.CoresPerWorker)}", "B.2");
            if (WorkersByMemory is { } byMemory)
            {
                yield return new(nameof(WorkersByMemory), byMemory, "images", "memory / memory per image, down",
                    $"{Text(server.MemoryMegabytesUsable!.Value)} / {Text(costs.MemoryMegabytesPerImage)}", "B.2");
            }

            if (WorkersByGpu is { } byGpu)
            {
                yield return new(nameof(WorkersByGpu), byGpu, "images", "slots of the GPU", Text(byGpu), "B.2");
            }

            var limits = new[] { WorkersByCpu, WorkersByMemory, WorkersByGpu }.OfType<int>().Select(limit => Text(limit));
            yield return new(nameof(Concurrency), Concurrency, "images", "min(by CPU, by memory, by GPU)",
                $"min({string.Join(", ", limits)})", "B.2");
        }
    }

    private IEnumerable<Figure> Supply =>
    [
        new(nameof(ImagesPerSecond), ImagesPerSecond, "images/s", "concurrency / time per image",
            $"{Text(Concurrency)} / {Text(ServiceSeconds)}", "B.2"),
        new(nameof(ImagesPerSecondMin), ImagesPerSecondMin, "images/s", "concurrency / most time per image",
            $"{Text(Concurrency)} / {Text(ServiceSecondsMax)}", Figure.Ours),
        new(nameof(ImagesPerSecondMax), ImagesPerSecondMax, "images/s", "concurrency / least time per image",
            $"{Text(Concurrency)} / {Text(ServiceSecondsMin)}", Figure.Ours),
        new(nameof(CpuCores), CpuCores, "cores", "concurrency × cores per worker",
            $"{Text(Concurrency)} × {Text(costs.CoresPerWorker)}", "B.2"),
        new(nameof(CpuCoresBusy), CpuCoresBusy, "cores", "cores × CPU-bound share",
            $"{Text(CpuCores)} × {Text(costs.CpuBoundFraction)}", Figure.Ours),
        new(nameof(MemoryMegabytes), MemoryMegabytes, "MB", "concurrency × memory per image",
            $"{Text(Concurrency)} × {Text(costs.MemoryMegabytesPerImage)}", "B.4"),
    ];

    private IEnumerable<Figure> Queue
    {
        get
        {
            yield return new(nameof(WaitingImages), WaitingImages, "images", "concurrent uploads - concurrency",
                $"{Text(workload.ConcurrentUploads)} - {Text(Concurrency)}", Figure.Ours);
            yield return new(nameof(WaitSecondsPerQueuedImage), WaitSecondsPerQueuedImage, "s", "time per image / concurrency",
                $"{Text(ServiceSeconds)} / {Text(Concurrency)}", "B.3");
            yield return new(nameof(WaitSecondsLast), WaitSecondsLast, "s", "waiting × wait per queued image",
                $"{Text(WaitingImages)} × {Text(WaitSecondsPerQueuedImage)}", Figure.Ours);
            if (ServersForDemand is { } servers)
            {
                yield return new(nameof(ServersForDemand), servers, "servers", "concurrent uploads / concurrency, up",
                    $"{Text(workload.ConcurrentUploads)} / {Text(Concurrency)}", Figure.Ours);
            }
        }
    }

    private IEnumerable<Figure> Store =>
    [
        new(nameof(DatabaseOperationsPerSecond), DatabaseOperationsPerSecond, "ops/s", "demand × ops per image",
            $"{Text(DemandImagesPerSecond)} × {Text(workload.DatabaseOperationsPerImage)}", Figure.Ours),
        new(nameof(DatabaseOperationsInFlight), DatabaseOperationsInFlight, "ops", "ops/s × latency (Little's law)",
            $"{Text(DatabaseOperationsPerSecond)} × {Text(costs.DatabaseLatencyMs / 1_000)} s", Figure.Ours),
        new(nameof(DatabaseConnections), DatabaseConnections, "connections", "in flight × (1 + headroom), next step",
            $"{Text(Pool.InFlightWhole)} × {Text(headroom.Factor)}, up to the next {Text(headroom.PoolStepConnections)}", Figure.Ours),
    ];
}
