namespace Capacity;

/// <summary>How many images a server takes at the same time: <c>min(cores / coresPerWorker, memory / memoryPerImage, gpuSlots)</c>.</summary>
/// <example>
/// What a worker may really use, from its control group:
/// <code>
/// var here = new ServerShape { Cores = 1.5, MemoryMegabytes = 1_000 };
/// WorkerSlots.On(here, coresPerWorker: 1, memoryMegabytesPerImage: 300).Runnable   // 1, limited by Resource.Cpu
/// </code>
/// </example>
public sealed record WorkerSlots
{
    private readonly double byCpu;
    private readonly double? byMemory;

    private WorkerSlots(double byCpu, double? byMemory, int? byGpu) => (this.byCpu, this.byMemory, ByGpu) = (byCpu, byMemory, byGpu);

    /// <summary>Slots of <paramref name="server"/> for workers of <paramref name="coresPerWorker"/> cores and <paramref name="memoryMegabytesPerImage"/> MB.</summary>
    public static WorkerSlots On(ServerShape server, double coresPerWorker, double memoryMegabytesPerImage)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(coresPerWorker);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memoryMegabytesPerImage);
        return new(server.CoresUsable / coresPerWorker, server.MemoryMegabytesUsable / memoryMegabytesPerImage, server.GpuSlots);
    }

    /// <summary>Workers that the cores carry. Seed B.2: <c>16 / 2 = 8</c>.</summary>
    public int ByCpu => Rounding.Down(byCpu);

    /// <summary>Images that the memory holds; <c>null</c>: the server's memory is not stated. Seed B.2: <c>32 / 2 = 16</c>.</summary>
    public int? ByMemory => byMemory is { } images ? Rounding.Down(images) : null;

    /// <summary>Images that the GPU takes; <c>null</c>: no GPU. Seed B.2: 8.</summary>
    public int? ByGpu { get; }

    /// <summary>Images at the same time. Seed B.2: <c>min(8, 16, 8) = 8</c>. 0: the server is too small for one worker.</summary>
    public int Concurrency => Math.Min(ByCpu, Math.Min(ByMemory ?? int.MaxValue, ByGpu ?? int.MaxValue));

    /// <summary>The same, but at least 1: one worker in too small a place is slow, none would leave the queue standing.</summary>
    public int Runnable => Math.Max(1, Concurrency);

    /// <summary>What runs out first, fractions of a worker included; on a tie the first in the order of <see cref="Resource"/>. Seed B, summary: CPU.</summary>
    public Resource LimitingResource => new (Resource Resource, double Slots)[]
    {
        (Resource.Cpu, byCpu), (Resource.Memory, byMemory ?? double.MaxValue), (Resource.Gpu, ByGpu ?? double.MaxValue),
    }.MinBy(limit => Math.Round(limit.Slots, 9)).Resource;
}
