using System.Buffers.Binary;
using System.Text;

namespace Support.Hostile;

/// <summary>Small PNG files that want to become large, or never end.</summary>
internal static class PngBombs
{
    private const string TooLarge = "image-too-large";
    private const string Corrupt = "image-corrupt";
    private const int Side = 7_000;

    public static IEnumerable<HostileFile> All()
    {
        yield return Of("30,000 x 30,000 with 10 rows", PngBytes.File(30_000, 30_000, PngBytes.Zeros(10 * ((3L * 30_000) + 1))), TooLarge);
        yield return Of("largest number of pixels", PngBytes.File(int.MaxValue, int.MaxValue, PngBytes.Zeros(100)));
        yield return Of("negative size", PngBytes.File(-1, -1, PngBytes.Zeros(100)));
        yield return Of("no size", PngBytes.File(0, 0, PngBytes.Zeros(100)));
        yield return Of("49 megapixels with 10 rows", PngBytes.File(Side, Side, PngBytes.Zeros(10 * ((3L * Side) + 1))), Corrupt);
        yield return Of("one row of 20,000", PngBytes.File(20_000, 1, PngBytes.Zeros(60_001)));
        yield return Of("pixels that unfold beyond their size", PngBytes.File(64, 64, PngBytes.Zeros(64 << 20)));
        yield return Of("pixels that are no zlib", PngBytes.File(64, 64, new byte[300]), Corrupt);
        yield return Of("depth of 3 bits", PngBytes.File(64, 64, PngBytes.Zeros(20_000), depth: 3));
        foreach (var file in Metadata())
        {
            yield return file;
        }
    }

    /// <summary>Costly to make as well: hundreds of megabytes are packed.</summary>
    public static IEnumerable<HostileFile> Heavy()
    {
        yield return Of("30,000 x 30,000 grey, whole", PngBytes.File(30_000, 30_000, PngBytes.Zeros(30_000L * 30_001), PngBytes.Grey), TooLarge, heavy: true);
        yield return Of("49 megapixels, whole", PngBytes.File(Side, Side, PngBytes.Zeros(Side * ((3L * Side) + 1))), heavy: true);
        yield return Of("49 megapixels of 16 bits with alpha", PngBytes.File(Side, Side, PngBytes.Zeros(Side * ((8L * Side) + 1)), PngBytes.Rgba, depth: 16), heavy: true);
        yield return Of("49 megapixels, interlaced", PngBytes.File(Side, Side, PngBytes.Zeros(Side * ((3L * Side) + 1) * 2), interlace: 1), heavy: true);
        yield return Of(
            "49 megapixels of 16 bits with alpha, interlaced",
            PngBytes.File(Side, Side, PngBytes.Zeros(Side * ((8L * Side) + 1) * 2), PngBytes.Rgba, depth: 16, interlace: 1), heavy: true);
    }

    private static IEnumerable<HostileFile> Metadata()
    {
        var megabytes = PngBytes.Zeros(64 << 20);
        byte[] pixels = PngBytes.Zeros(64 * 193);
        yield return Of("text of 64 MB", PngBytes.File(64, 64, pixels, extra: ("zTXt", [.. "Comment\0\0"u8, .. megabytes])));
        yield return Of("profile of 64 MB", PngBytes.File(64, 64, pixels, extra: ("iCCP", [.. "icc\0\0"u8, .. megabytes])));
        yield return Of("a hundred texts of 1 MB", PngBytes.File(64, 64, pixels, extra: [.. Enumerable.Repeat(("zTXt", (byte[])[.. "Comment\0\0"u8, .. PngBytes.Zeros(1 << 20)]), 100)]));
        yield return Of("a hundred thousand empty chunks", PngBytes.File(64, 64, pixels, extra: [.. Enumerable.Repeat(("teSt", Array.Empty<byte>()), 100_000)]));
        yield return Of("EXIF in a circle", PngBytes.File(64, 64, pixels, extra: ("eXIf", Circle())));
        yield return Of("2,000 frames of nothing", PngBytes.File(64, 64, pixels, extra: [("acTL", [0, 0, 0x07, 0xD0, 0, 0, 0, 0]), .. Enumerable.Repeat(("fcTL", new byte[26]), 2_000)]), "too-many-frames");
        yield return Of("four billion declared frames", PngBytes.File(64, 64, pixels, extra: ("acTL", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])));
        yield return Of("palette of odd length", PngBytes.File(64, 64, pixels, extra: ("PLTE", new byte[770])));
        yield return Of("a name of 64 KB", PngBytes.File(64, 64, pixels, extra: ("tEXt", Encoding.ASCII.GetBytes(new string('a', 1 << 16)))));
    }

    /// <summary>A directory whose next directory, and whose EXIF directory, is itself.</summary>
    internal static byte[] Circle()
    {
        var tiff = new byte[26];
        "II*\0"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(10), 0x8769);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(12), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(14), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(18), 8);
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(22), 8);
        return tiff;
    }

    private static HostileFile Of(string name, byte[] bytes, string? code = null, bool heavy = false) => new($"PNG, {name}", "image/png", bytes, code, heavy);
}
