namespace Imaging.Worker.Configuration;

/// <summary>What this process does and how much of it at once (<c>Imaging</c>).</summary>
internal sealed class ImagingOptions
{
    /// <summary>Answers requests, works on images, or both. Default: All.</summary>
    public ImagingRole Role { get; set; } = ImagingRole.All;

    /// <summary>Cores that one image in work is given. Default: 1, as measured.</summary>
    public double CoresPerWorker { get; set; } = 1;

    /// <summary>Memory that one image in work may take, MB of 1,000,000 bytes. Default: 300, as measured.</summary>
    public double MemoryPerImageMb { get; set; } = 300;

    /// <summary>Images that the GPU takes at once; unset: no GPU limits. Default: unset.</summary>
    public int? GpuSlots { get; set; }

    /// <summary>Most connections to <c>imagingdb</c> that this process opens. Default: 20.</summary>
    public int DatabasePoolSize { get; set; } = 20;

    /// <summary>
    /// Longest silence of blobs or queues before a request to them is tried again: a connection may be dead without a word. Default: 20 seconds.
    /// </summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Which half of the service runs in this process.</summary>
internal enum ImagingRole
{
    /// <summary>Both halves.</summary>
    All,

    /// <summary>Endpoints only.</summary>
    Api,

    /// <summary>The queue only; no endpoints but health.</summary>
    Worker,
}
