using System.Buffers.Binary;

namespace Support.Hostile;

/// <summary>BMP files, whose every number is a promise.</summary>
internal static class BmpBombs
{
    private const int Packed8 = 1;
    private const int Packed4 = 2;

    public static IEnumerable<HostileFile> All()
    {
        yield return Of("30,000 x 30,000", File(30_000, 30_000, 24, 0, new byte[100]), "image-too-large");
        yield return Of("49 megapixels packed into nothing", File(7_000, 7_000, 8, Packed8, [0, 1]), heavy: true);
        yield return Of("49 megapixels packed into jumps", File(7_000, 7_000, 8, Packed8, [.. Enumerable.Repeat(new byte[] { 0, 2, 255, 255 }, 2_000).SelectMany(jump => jump), 0, 1]), heavy: true);
        yield return Of("packed runs beyond the row", File(8, 8, 8, Packed8, [.. Enumerable.Repeat((byte)255, 4_000), 0, 1]));
        yield return Of("packed four-bit runs that do not end", File(64, 64, 4, Packed4, [.. Enumerable.Repeat((byte)64, 200)]));
        yield return Of("upside down", File(64, -64, 24, 0, new byte[64 * 192]));
        yield return Of("lowest of all heights", File(64, int.MinValue, 24, 0, new byte[100]));
        yield return Of("negative width", File(-64, 64, 24, 0, new byte[64 * 192]));
        yield return Of("no bits", File(64, 64, 0, 0, new byte[100]));
        yield return Of("odd bits", File(64, 64, 13, 0, new byte[20_000]));
        yield return Of("half of its rows", File(64, 64, 24, 0, new byte[32 * 192]), "image-corrupt");
        yield return Of("pixels that begin behind the file", Patched(File(64, 64, 24, 0, new byte[64 * 192]), 10, int.MaxValue));
        yield return Of("pixels that begin in the header", Patched(File(64, 64, 24, 0, new byte[64 * 192]), 10, 2));
        yield return Of("a header of 2 GB", Patched(File(64, 64, 24, 0, new byte[64 * 192]), 14, int.MaxValue));
        yield return Of("two billion colours", Patched(File(64, 64, 8, 0, new byte[64 * 64]), 46, int.MaxValue));
        yield return Of("an unknown packing", File(64, 64, 24, 77, new byte[64 * 192]));
        yield return Of("a JPEG inside", File(64, 64, 0, 4, [0xFF, 0xD8, 0xFF, 0xD9]));
    }

    private static byte[] File(int width, int height, short bits, int packing, byte[] pixels)
    {
        var palette = bits is 4 or 8 ? 4 << bits : 0;
        var header = new byte[54 + palette];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(2), header.Length + pixels.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(28), bits);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(30), packing);
        return [.. header, .. pixels];
    }

    private static byte[] Patched(byte[] file, int at, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), number);
        return file;
    }

    private static HostileFile Of(string name, byte[] bytes, string? code = null, bool heavy = false) => new($"BMP, {name}", "image/bmp", bytes, code, heavy);
}
