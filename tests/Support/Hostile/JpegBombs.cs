using System.Buffers.Binary;
using System.Text;

namespace Support.Hostile;

/// <summary>JPEG files that declare too much, carry too much, or are decoded again and again.</summary>
internal static class JpegBombs
{
    public static IEnumerable<HostileFile> All(IReadOnlyList<HonestFile> honest)
    {
        var jpeg = honest.First(file => file.ContentType == "image/jpeg").Bytes;
        yield return Of("65,500 x 65,500", Sized(jpeg, 65_500, 65_500), "image-too-large");
        yield return Of("49 megapixels, little data", Sized(jpeg, 7_000, 7_000), heavy: true);
        yield return Of("no height", Sized(jpeg, 100, 0));
        yield return Of("a profile in 255 pieces of 64 KB", With(jpeg, [.. Enumerable.Range(1, 255).SelectMany(piece => Segment(0xE2, [.. "ICC_PROFILE\0"u8, (byte)piece, 255, .. new byte[65_000]]))]));
        yield return Of("a profile whose pieces are missing", With(jpeg, Segment(0xE2, [.. "ICC_PROFILE\0"u8, 7, 9, .. new byte[3_000]])));
        yield return Of("EXIF in a circle", With(jpeg, Segment(0xE1, [.. "Exif\0\0"u8, .. PngBombs.Circle()])));
        yield return Of("a thousand EXIF segments", With(jpeg, [.. Enumerable.Repeat(Segment(0xE1, [.. "Exif\0\0"u8, .. PngBombs.Circle()]), 1_000).SelectMany(segment => segment)]));
        yield return Of("comments of 16 MB", With(jpeg, [.. Enumerable.Repeat(Segment(0xFE, new byte[65_000]), 250).SelectMany(segment => segment)]));
        yield return Of("XMP that names itself", With(jpeg, Segment(0xE1, Encoding.ASCII.GetBytes("http://ns.adobe.com/xap/1.0/\0<!DOCTYPE a [<!ENTITY b \"&b;&b;\">]><a>&b;</a>"))));
        yield return Of("a segment without length", With(jpeg, [0xFF, 0xE1, 0, 0]));
        yield return Of("padded with 4 MB of FF", With(jpeg, [.. Enumerable.Repeat((byte)0xFF, 4 << 20)]));
        yield return Of("two start-of-frame segments", With(jpeg, Frame(0xC0, 3_000, 3_000)));
        yield return Of("no table at all", [0xFF, 0xD8, .. Frame(0xC0, 64, 64), .. Scan(0, 0), 0xFF, 0xD9]);
        yield return Of("1,000 scans of 4 megapixels", Scans(2_000, 1_000), "too-many-scans");
        yield return Of("20,000 scans of 64 pixels", Scans(8, 20_000), "too-many-scans");
        yield return Of("64 scans of 49 megapixels", Scans(7_000, 64), heavy: true);
    }

    /// <summary>A progressive picture of one grey, whose frequencies are sent as nothing, time after time: each scan walks every block.</summary>
    private static byte[] Scans(int side, int count)
    {
        // Quantisation of ones; a code of one bit for "difference 0", another for "the next 16,384 + n blocks hold no more".
        byte[] tables =
        [
            .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
            .. Segment(0xC4, [0x00, 1, .. new byte[15], 0x00]),
            .. Segment(0xC4, [0x10, 1, .. new byte[15], 0xE0]),
        ];
        var blocks = (long)((side + 7) / 8) * ((side + 7) / 8);
        byte[] nothing = [.. Scan(1, 63), .. new byte[2 * ((blocks / 16_384) + 1)]];
        var scans = new byte[(long)nothing.Length * count];
        for (var scan = 0; scan < count; scan++)
        {
            nothing.CopyTo(scans, (long)scan * nothing.Length);
        }

        return [0xFF, 0xD8, .. tables, .. Frame(0xC2, side, side), .. Scan(0, 0), .. new byte[(blocks / 8) + 1], .. scans, 0xFF, 0xD9];
    }

    private static byte[] Frame(byte marker, int width, int height) =>
        Segment(marker, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]);

    private static byte[] Scan(byte first, byte last) => Segment(0xDA, [1, 1, 0, first, last, 0]);

    private static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] With(byte[] jpeg, byte[] segments) => [.. jpeg[..2], .. segments, .. jpeg[2..]];

    private static byte[] Sized(byte[] jpeg, int width, int height)
    {
        var copy = jpeg.ToArray();
        var at = 2;
        while (copy[at + 1] is not 0xC0 and not 0xC2)
        {
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(at + 2));
        }

        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at + 7), (ushort)width);
        return copy;
    }

    private static HostileFile Of(string name, byte[] bytes, string? code = null, bool heavy = false) => new($"JPEG, {name}", "image/jpeg", bytes, code, heavy);
}
