using Capacity;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Configuration;

/// <summary>Images that this process takes at once: <c>min(cores / coresPerWorker, memory / memoryPerImage, gpuSlots)</c>, at least 1.</summary>
internal sealed class WorkerCapacity
{
    private const double BytesPerMegabyte = 1_000_000;

    public WorkerCapacity(IOptions<ImagingOptions> options)
    {
        // Both figures honour a container's limits, so this is what the process may really use.
        var here = new ServerShape
        {
            Cores = Environment.ProcessorCount,
            MemoryMegabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerMegabyte,
            GpuSlots = options.Value.GpuSlots,
        };
        var slots = WorkerSlots.On(here, options.Value.CoresPerWorker, options.Value.MemoryPerImageMb);
        (Slots, LimitedBy) = (slots.Runnable, slots.LimitingResource);
        DecodedBytesMax = (long)(slots.Runnable * options.Value.MemoryPerImageMb * BytesPerMegabyte);
    }

    public int Slots { get; }

    public Resource LimitedBy { get; }

    /// <summary>Bytes of decoded pictures in work at once: what all slots together may take.</summary>
    public long DecodedBytesMax { get; }
}
