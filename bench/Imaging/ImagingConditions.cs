using Capacity;

namespace Bench.Imaging;

/// <summary>The seed's profile with the load and the machine of a run.</summary>
internal static class ImagingConditions
{
    private const double BytesPerMegabyte = 1_000_000;

    public static CapacityProfile Of(CapacityProfile seed, int uploads) => seed with
    {
        Imaging = seed.Imaging with
        {
            Workload = seed.Imaging.Workload with { ConcurrentUploads = uploads },
            Server = new()
            {
                Cores = Environment.ProcessorCount,
                MemoryMegabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerMegabyte,
            },
        },
    };
}
