namespace Imaging.Worker.Pipeline.Gate;

/// <summary>What one image may cost (<c>Imaging:Limits</c>). Each has its own budget, and a refusal names limit and value.</summary>
public sealed class LimitsOptions
{
    /// <summary>Length of the upload in bytes. Default: 33,554,432 (32 MiB).</summary>
    public long BytesMax { get; set; } = 32 << 20;

    /// <summary>Width times height of one frame, in pixels. Default: 50,000,000.</summary>
    public long PixelsMax { get; set; } = 50_000_000;

    /// <summary>Width and height, in pixels. Default: 20,000.</summary>
    public int SideMax { get; set; } = 20_000;

    /// <summary>Frames of an animation, counted before any is decoded. Default: 1,000.</summary>
    public int FramesMax { get; set; } = 1_000;

    /// <summary>Width times height times frames of an animation that is kept as one, in pixels. Default: 40,000,000.</summary>
    public long AnimationPixelsMax { get; set; } = 40_000_000;

    /// <summary>Width times height of a box that is written as AVIF, densities included, in pixels. Default: 4,000,000.</summary>
    public long AvifPixelsMax { get; set; } = 4_000_000;

    /// <summary>Wall and CPU time of all pixel work on one image, models that a cut waits for included. Default: 30 seconds.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory of the process that works on one image, in bytes. Default: 400,000,000.</summary>
    public long MemoryMax { get; set; } = 400_000_000;
}
