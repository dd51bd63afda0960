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

    /// <summary>Cores that the control group leaves of them (<c>cpu.max</c>: quota / period); <c>null</c>: all.</summary>
    [Input("cores", 0.05, 1_024)]
    public double? CgroupCores { get; init; }

    /// <summary>Memory that the control group leaves (<c>memory.max</c>), in megabytes of 1,000,000 bytes; <c>null</c>: all.</summary>
    [Input("MB", 1, 100_000_000)]
    public double? CgroupMemoryMegabytes { get; init; }

    /// <summary>Sockets that may be open (what a sandbox, a firewall's table or a plan allows); <c>null</c>: not stated, so not judged.</summary>
    [Input("sockets", 1, 1_000_000_000)]
    public int? Sockets { get; init; }

    /// <summary>File descriptors of one process (<c>ulimit -n</c>); <c>null</c>: not stated, so not judged.</summary>
    [Input("descriptors", 1, 1_000_000_000)]
    public int? FileDescriptors { get; init; }

    /// <summary>
    /// Ephemeral ports of one address towards one destination (<c>net.ipv4.ip_local_port_range</c>; Linux: 60,999 - 32,768 + 1 = 28,232);
    /// <c>null</c>: not stated, so not judged.
    /// </summary>
    [Input("ports", 1, 65_535)]
    public int? EphemeralPorts { get; init; }

    /// <summary>What may really be used: <c>min(16 cores, control group's 4) = 4</c>.</summary>
    internal double CoresUsable => Math.Min(Cores, CgroupCores ?? Cores);

    /// <summary>The same of memory; <c>null</c>: neither is stated.</summary>
    internal double? MemoryMegabytesUsable =>
        (MemoryMegabytes, CgroupMemoryMegabytes) is ({ } all, { } group) ? Math.Min(all, group) : MemoryMegabytes ?? CgroupMemoryMegabytes;
}
