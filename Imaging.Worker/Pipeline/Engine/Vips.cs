using NetVips;
using SixLabors.ImageSharp.Memory;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>libvips as we use it: nothing cached, one thread per image, and four loaders.</summary>
internal static class Vips
{
    /// <summary>How libvips, its WebP writer's two allocations, and libjpeg say that there is no memory.</summary>
    private static readonly string[] OutOfMemory = ["out of memory", "failed to allocate", "picture memory error", "insufficient memory"];

    private static readonly Lazy<bool> Configured = new(() =>
    {
        // Operations are not repeated here, so a cache would only hold memory (sharp #955, imgproxy #116).
        Cache.Max = 0;

        // A slot is one core; images run beside each other, not rows.
        NetVips.NetVips.Concurrency = 1;

        // Every loader is off but these. The bases are named, so file, buffer and source variants go together.
        Operation.Block("VipsForeignLoad", true);
        Operation.Block("VipsForeignLoadJpeg", false);
        Operation.Block("VipsForeignLoadPng", false);
        Operation.Block("VipsForeignLoadNsgif", false);
        Operation.Block("VipsForeignLoadWebp", false);
        return true;
    });

    public static void Configure() => _ = Configured.Value;

    /// <summary>Errors of ours (a full disk, a lost folder) are no fault of the image and may pass when tried again.</summary>
    public static bool IsOurs(VipsException exception) =>
        exception.Message.Contains("unable to open for write", StringComparison.Ordinal)
        || exception.Message.Contains("No space left", StringComparison.Ordinal);

    /// <summary>The process met its own limit (RLIMIT_DATA), in whichever of the three worlds.</summary>
    public static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException or InvalidMemoryOperationException
        || (exception is VipsException && OutOfMemory.Any(said => exception.Message.Contains(said, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The sentence of libvips without its path: <c>unable to call jpegload\nVipsJpeg: premature end of JPEG image</c>.</summary>
    public static string FirstLine(VipsException exception) => exception.Message
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .FirstOrDefault(line => line.StartsWith("Vips", StringComparison.Ordinal) && !line.Contains('/')) ?? "the decoder refused it.";
}
