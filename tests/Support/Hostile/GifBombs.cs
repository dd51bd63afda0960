using System.Buffers.Binary;

namespace Support.Hostile;

/// <summary>GIF files of endless frames, huge screens and blocks that do not end.</summary>
internal static class GifBombs
{
    /// <summary>Clear, colour 0, end: the pixels of a frame of 1 x 1.</summary>
    private static readonly byte[] OnePixel = [2, 2, 0x44, 0x01, 0];

    public static IEnumerable<HostileFile> All()
    {
        yield return Of("30,000 x 30,000", File(30_000, 30_000, Frame(1, 1)), "image-too-large");
        yield return Of("65,535 x 65,535", File(65_535, 65_535, Frame(65_535, 65_535)), "image-too-large");
        yield return Of("49 megapixels, one pixel given", File(7_000, 7_000, Frame(1, 1)), heavy: true);
        yield return Of("49 megapixels in 900 frames", File(7_000, 7_000, Many(900, Frame(1, 1))), heavy: true);
        yield return Of("a frame larger than its screen", File(4, 4, Frame(60_000, 60_000)));
        yield return Of("a frame far off its screen", File(4, 4, Frame(1, 1, 65_000, 65_000)));
        yield return Of("2,000 frames", File(64, 64, Many(2_000, Frame(1, 1))), "too-many-frames");
        yield return Of("100,000 frames", File(64, 64, Many(100_000, Frame(1, 1))), "too-many-frames");
        yield return Of("frames without pixels", File(64, 64, Many(500, Frame(64, 64)[..^3], [0])));
        yield return Of("no frame", File(64, 64, []));
        yield return Of("screen without size", File(0, 0, Frame(1, 1)));
        yield return Of("a comment of 4 MB", File(64, 64, [0x21, 0xFE, .. Many(16_000, [255, .. new byte[255]]), 0, .. Frame(1, 1)]));
        yield return Of("a comment that does not end", File(64, 64, [0x21, 0xFE, .. Many(1_000, [255, .. new byte[255]])])[..^1], "image-corrupt");
        yield return Of("code size of 255 bits", File(64, 64, [0x2C, 0, 0, 0, 0, 64, 0, 64, 0, 0, 255, 1, 0, 0]));
        yield return Of("loops for ever, frames without delay", File(
            64, 64, [0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0, .. Many(900, [0x21, 0xF9, 4, 0, 0, 0, 0, 0, .. Frame(1, 1)])]));
    }

    private static byte[] File(int width, int height, byte[] blocks)
    {
        byte[] screen = [.. "GIF89a"u8, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
        BinaryPrimitives.WriteUInt16LittleEndian(screen.AsSpan(6), (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(screen.AsSpan(8), (ushort)height);
        return [.. screen, .. blocks, 0x3B];
    }

    private static byte[] Frame(int width, int height, int left = 0, int top = 0)
    {
        byte[] frame = [0x2C, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. OnePixel];
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(1), (ushort)left);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(3), (ushort)top);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(5), (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(7), (ushort)height);
        return frame;
    }

    private static byte[] Many(int count, params byte[][] pieces)
    {
        byte[] piece = [.. pieces.SelectMany(bytes => bytes)];
        var all = new byte[piece.Length * count];
        for (var index = 0; index < count; index++)
        {
            piece.CopyTo(all, index * piece.Length);
        }

        return all;
    }

    private static HostileFile Of(string name, byte[] bytes, string? code = null, bool heavy = false) => new($"GIF, {name}", "image/gif", bytes, code, heavy);
}
