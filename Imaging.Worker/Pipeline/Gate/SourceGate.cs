using System.Globalization;
using System.Security.Cryptography;
using SixLabors.ImageSharp;

namespace Imaging.Worker.Pipeline.Gate;

/// <summary>Reads headers, never pixels, and lets through what is of a known format, true to its type and within the limits.</summary>
internal static class SourceGate
{
    /// <exception cref="ImageRejectedException">With the code of the first thing that is wrong.</exception>
    public static SourceInfo Check(string path, string declaredContentType, LimitsOptions limits)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 << 10, FileOptions.SequentialScan);
        RefuseLength(file.Length, limits);

        var (format, width, height) = Identify(file);
        RefuseLie(format, declaredContentType);
        RefuseSize(width, height, limits);

        file.Position = 0;
        var frames = FrameCounter.Count(format, file, limits.FramesMax);
        RefuseFrames(frames, limits);

        if (format == ImageFormat.Jpeg)
        {
            file.Position = 0;
            JpegScans.Refuse(file);
        }

        file.Position = 0;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        return new(format.Name, format.ContentType, width, height, frames, file.Length, sha256);
    }

    private static (ImageFormat Format, int Width, int Height) Identify(Stream file)
    {
        if (WebPCanvas.OfAnimation(file) is var (canvasWidth, canvasHeight))
        {
            return (ImageFormat.WebP, canvasWidth, canvasHeight);
        }

        file.Position = 0;
        try
        {
            var header = Image.Identify(GateDecoders.Configuration, file, out var detected);
            return detected is not null && ImageFormat.Named(detected.Name) is { } format
                ? header is { Width: > 0, Height: > 0 }
                    ? (format, header.Width, header.Height)
                    : throw Corrupt($"The {format.Name} header gives no size.")
                : throw new ImageRejectedException(
                    PipelineErrorCodes.FormatUnsupported, $"The content is not an image of a known format; allowed: {ImageFormat.Names}.");
        }
        catch (Exception exception) when (exception is not ImageRejectedException and not OutOfMemoryException and not IOException)
        {
            // ImageSharp answers damaged headers with exceptions of many types (index, overflow, its own): all mean the same here.
            throw Corrupt($"The header could not be read: {exception.Message}");
        }
    }

    private static void RefuseLength(long bytes, LimitsOptions limits)
    {
        if (bytes == 0)
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageEmpty, "The file has 0 bytes.");
        }

        if (bytes > limits.BytesMax)
        {
            throw TooLarge("bytes", bytes, limits.BytesMax);
        }
    }

    private static void RefuseLie(ImageFormat format, string declared)
    {
        if (!format.IsMeantBy(declared))
        {
            throw new ImageRejectedException(
                PipelineErrorCodes.ContentTypeMismatch, $"The content is {format.ContentType}, but was declared as another type.");
        }
    }

    private static void RefuseSize(int width, int height, LimitsOptions limits)
    {
        if (Math.Max(width, height) > limits.SideMax)
        {
            throw TooLarge("pixels on one side", Math.Max(width, height), limits.SideMax);
        }

        if ((long)width * height > limits.PixelsMax)
        {
            throw TooLarge("pixels", (long)width * height, limits.PixelsMax);
        }
    }

    private static void RefuseFrames(int frames, LimitsOptions limits)
    {
        if (frames > limits.FramesMax)
        {
            throw new ImageRejectedException(
                PipelineErrorCodes.TooManyFrames, $"The animation has more than {limits.FramesMax} frames.");
        }
    }

    private static ImageRejectedException TooLarge(string unit, long seen, long allowed) => new(
        PipelineErrorCodes.ImageTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The image has {seen} {unit}; allowed: {allowed}."));

    private static ImageRejectedException Corrupt(string sentence) => new(PipelineErrorCodes.ImageCorrupt, sentence);
}
