namespace Capacity;

/// <summary>The size of the image service for a load, every step of the way. Seed B.</summary>
/// <example>
/// <code>
/// var estimate = SeedProfile.Profile.Imaging.Estimate();
/// estimate.Concurrency            // 8
/// estimate.ImagesPerSecond        // 1.333
/// estimate.ServersForDemand       // 7, to carry the 50 uploads at once
/// </code>
/// </example>
public sealed partial class ImagingEstimate
{
    private readonly ImagingWorkload workload;
    private readonly ImagingUnitCosts costs;
    private readonly HeadroomRules headroom;
    private readonly ServerShape server;

    private ImagingEstimate(ImagingProfile profile)
    {
        Profile = profile;
        (workload, costs, headroom, server) = (profile.Workload, profile.Costs, profile.Headroom, profile.Server);
        Slots = WorkerSlots.On(server, costs.CoresPerWorker, costs.MemoryMegabytesPerImage);
    }

    /// <summary>Estimates <paramref name="profile"/>.</summary>
    /// <exception cref="ArgumentException">An input is not allowed; the message names each with its value and what is allowed.</exception>
    public static ImagingEstimate From(ImagingProfile profile)
    {
        InputReader.Require("Imaging", profile);
        return new(profile);
    }

    /// <summary>The honest refinement of this estimate: utilisation, waiting, bursts, failure, sockets.</summary>
    public ImagingRefinement Refinement => new(this);

    internal ImagingProfile Profile { get; }

    /// <summary>What each resource of the server allows, and which of them limits. Seed B.2.</summary>
    public WorkerSlots Slots { get; }

    /// <summary>Time of one image with what the GPU takes off, s. Seed B.1: <c>6 / 1 = 6</c>.</summary>
    public double ServiceSeconds => costs.ProcessingSeconds / costs.GpuSpeedup;

    /// <summary>The same for an easy image, s. Seed B.3: <c>2 / 1 = 2</c>.</summary>
    public double ServiceSecondsMin => costs.ProcessingSecondsMin / costs.GpuSpeedup;

    /// <summary>The same for a hard image, s. Seed B.3: <c>10 / 1 = 10</c>.</summary>
    public double ServiceSecondsMax => costs.ProcessingSecondsMax / costs.GpuSpeedup;

    /// <summary>Rate of images if none had to wait, images/s. Seed B.1: <c>50 / 6 = 8.333</c>.</summary>
    public double DemandImagesPerSecond => workload.ConcurrentUploads / ServiceSeconds;

    /// <summary>Workers that the cores carry. Seed B.2: <c>16 / 2 = 8</c>.</summary>
    public int WorkersByCpu => Slots.ByCpu;

    /// <summary>Images that the memory holds; <c>null</c>: the server's memory is not stated. Seed B.2: <c>32,000 / 2,000 = 16</c>.</summary>
    public int? WorkersByMemory => Slots.ByMemory;

    /// <summary>Images that the GPU takes; <c>null</c>: no GPU. Seed B.2: 8, assumed there.</summary>
    public int? WorkersByGpu => Slots.ByGpu;

    /// <summary>Images at the same time on one server. Seed B.2: <c>min(8, 16, 8) = 8</c>.</summary>
    public int Concurrency => Slots.Concurrency;

    /// <summary>Images that one server finishes, images/s. Seed B.2: <c>8 / 6 = 1.333</c>.</summary>
    public double ImagesPerSecond => Concurrency / ServiceSeconds;

    /// <summary>The same when all are hard, images/s. From seed B.1's range: <c>8 / 10 = 0.8</c>.</summary>
    public double ImagesPerSecondMin => Concurrency / ServiceSecondsMax;

    /// <summary>The same when all are easy, images/s. From seed B.1's range: <c>8 / 2 = 4</c>.</summary>
    public double ImagesPerSecondMax => Concurrency / ServiceSecondsMin;

    /// <summary>Cores that the workers are given, cores: <c>8 × 2 = 16</c>. Seed B, summary, says "~8 cores": it counts workers.</summary>
    public double CpuCores => Concurrency * costs.CoresPerWorker;

    /// <summary>Cores that are busy of these, cores. Seed B.2's 90 %: <c>16 × 0.9 = 14.4</c>.</summary>
    public double CpuCoresBusy => CpuCores * costs.CpuBoundFraction;

    /// <summary>Memory of the images in work, MB. Seed B.4: <c>8 × 2,000 = 16,000</c>.</summary>
    public double MemoryMegabytes => Concurrency * costs.MemoryMegabytesPerImage;

    /// <summary>Uploads that wait while the others are in work, images: <c>50 - 8 = 42</c>.</summary>
    public int WaitingImages => Math.Max(0, workload.ConcurrentUploads - Concurrency);

    /// <summary>What each image in the queue adds to the wait, s; the slope of seed B.3's "increases linearly": <c>6 / 8 = 0.75</c>.</summary>
    public double WaitSecondsPerQueuedImage => ServiceSeconds / Concurrency;

    /// <summary>Wait of the last of the uploads, s: <c>42 × 0.75 = 31.5</c>.</summary>
    public double WaitSecondsLast => WaitingImages == 0 ? 0 : WaitingImages * WaitSecondsPerQueuedImage;

    /// <summary>Servers that carry all uploads at once, servers: <c>50 / 8 = 6.25, up to 7</c>; <c>null</c> when one server carries no worker.</summary>
    public int? ServersForDemand => Concurrency == 0 ? null : Rounding.Up((double)workload.ConcurrentUploads / Concurrency);

    /// <summary>Database operations, ops/s: <c>8.333 × 12 = 100</c>.</summary>
    public double DatabaseOperationsPerSecond => DemandImagesPerSecond * workload.DatabaseOperationsPerImage;

    /// <summary>Database operations at the same moment by Little's law, ops: <c>100 × 0.1 = 10</c>.</summary>
    public double DatabaseOperationsInFlight => Pool.InFlight;

    /// <summary>Connections of all processes together, by the rule of seed A.2: <c>10 × 1.2 = 12, up to the next 10 = 20</c>.</summary>
    public int DatabaseConnections => Pool.Connections;

    /// <summary>Whether at least one worker fits, and what the workers take of the server. Seed B.4: <c>16 of 32 GB</c>.</summary>
    public Fit Fit
    {
        get
        {
            var workers = Slots.Runnable;
            List<ResourceUse> uses =
            [
                new(Resource.Cpu, workers * costs.CoresPerWorker, 0, server.CoresUsable, "cores"),
                new(Resource.Memory, workers * costs.MemoryMegabytesPerImage, 0, server.MemoryMegabytesUsable, "MB"),
            ];
            if (server.GpuSlots is { } slots)
            {
                uses.Add(new(Resource.Gpu, workers, 0, slots, "images"));
            }

            return new(uses);
        }
    }

    private DatabasePool Pool => new(DatabaseOperationsPerSecond, costs.DatabaseLatencyMs, headroom);
}
