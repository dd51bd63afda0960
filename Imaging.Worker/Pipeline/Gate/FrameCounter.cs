namespace Imaging.Worker.Pipeline.Gate;

/// <summary>Counts frames by walking blocks, one pass and a few bytes of memory; ImageSharp's headers give no count.</summary>
internal static class FrameCounter
{
    /// <summary>Frames in <paramref name="file"/>; counting ends at <paramref name="limit"/> + 1.</summary>
    /// <exception cref="ImageRejectedException">The blocks end before the file says that they do.</exception>
    public static int Count(ImageFormat format, Stream file, int limit)
    {
        try
        {
            return format.Name switch
            {
                "gif" => GifFrames.Count(file, limit),
                "webp" => WebPFrames.Count(file, limit),
                "png" => PngFrames.Count(file, limit),
                "bmp" => BmpFrames.Count(file),
                _ => 1,
            };
        }
        catch (EndOfStreamException)
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, $"The {format.Name} file is truncated.");
        }
    }
}
