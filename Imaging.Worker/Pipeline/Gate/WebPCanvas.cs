namespace Imaging.Worker.Pipeline.Gate;

/// <summary>The size of an animated WebP, which ImageSharp 2.1 refuses to read even as a header.</summary>
internal static class WebPCanvas
{
    private const int HeaderBytes = 30;
    private const int AnimationFlag = 0x02;

    /// <summary>
    /// Width and height where the file begins with an extended header (<c>RIFF....WEBPVP8X</c>, length, flags, then both less
    /// one in three bytes each) that says "animation"; null for every other file.
    /// </summary>
    public static (int Width, int Height)? OfAnimation(Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        return file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes
            && header[..4].SequenceEqual("RIFF"u8) && header[8..16].SequenceEqual("WEBPVP8X"u8) && (header[20] & AnimationFlag) != 0
                ? (1 + Int24(header[24..]), 1 + Int24(header[27..]))
                : null;
    }

    private static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
