using System.Buffers.Binary;
using System.Text;

namespace Support.Hostile;

/// <summary>WebP files whose container promises what their frames do not hold.</summary>
internal static class WebPBombs
{
    private const int Animation = 0x02;

    public static IEnumerable<HostileFile> All(IReadOnlyList<HonestFile> honest)
    {
        var webp = honest.First(file => file.ContentType == "image/webp" && file.Bytes.AsSpan(12, 4).SequenceEqual("VP8 "u8)).Bytes;
        var pixels = webp[12..];
        yield return Of("canvas of 16,777,216 a side", File(Canvas(1 << 24, 1 << 24, Animation), Start, Frame(pixels)), "image-too-large");
        yield return Of("canvas of 49 megapixels, a small frame", File(Canvas(7_000, 7_000, Animation), Start, Frame(pixels)), heavy: true);
        yield return Of("canvas of 49 megapixels, 900 small frames", File([Canvas(7_000, 7_000, Animation), Start, .. Enumerable.Repeat(Frame(pixels), 900)]), heavy: true);
        yield return Of("1,100 frames", File([Canvas(400, 400, Animation), Start, .. Enumerable.Repeat(Frame(pixels), 1_100)]), "too-many-frames");
        yield return Of("animated without frames", File(Canvas(400, 400, Animation), Start));
        yield return Of("a still canvas of another size", File(Canvas(3_000, 3_000, 0), pixels));
        yield return Of("frames outside of the canvas", File(Canvas(16, 16, Animation), Start, Frame(pixels, left: 60_000)));
        yield return Of("a frame in a frame", File(Canvas(400, 400, Animation), Start, Frame(Frame(pixels))));
        yield return Of("a length beyond the file", Patched(webp, 4, uint.MaxValue), "image-corrupt");
        yield return Of("a length of nothing", Patched(webp, 4, 0));
        yield return Of("a chunk beyond the file", Patched(webp, 16, uint.MaxValue));
        yield return Of("a profile of 8 MB of zeros", File(Canvas(160, 120, 0x20), Chunk("ICCP", new byte[8 << 20]), pixels));
        yield return Of("EXIF in a circle", File(Canvas(160, 120, 0x08), pixels, Chunk("EXIF", PngBombs.Circle())));
        yield return Of("10,000 unknown chunks", File([Canvas(160, 120, 0), .. Enumerable.Repeat(Chunk("ABCD", []), 10_000), pixels]));
    }

    private static byte[] Start => Chunk("ANIM", new byte[6]);

    private static byte[] Canvas(int width, int height, byte flags) => Chunk("VP8X", [flags, 0, 0, 0, .. Int24(width - 1), .. Int24(height - 1)]);

    private static byte[] Frame(byte[] pixels, int left = 0) => Chunk(
        "ANMF", [.. Int24(left / 2), 0, 0, 0, .. Int24(159), .. Int24(119), 0, 0, 0, 0, .. pixels]);

    private static byte[] File(params byte[][] chunks)
    {
        byte[] body = [.. "WEBP"u8, .. chunks.SelectMany(chunk => chunk)];
        return [.. "RIFF"u8, .. Int32(body.Length), .. body];
    }

    private static byte[] Chunk(string type, byte[] data) => [.. Encoding.ASCII.GetBytes(type), .. Int32(data.Length), .. data, .. new byte[data.Length & 1]];

    private static byte[] Patched(byte[] file, int at, uint number)
    {
        var copy = file.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at), number);
        return copy;
    }

    private static byte[] Int24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static byte[] Int32(int value) => BitConverter.GetBytes(value);

    private static HostileFile Of(string name, byte[] bytes, string? code = null, bool heavy = false) => new($"WebP, {name}", "image/webp", bytes, code, heavy);
}
