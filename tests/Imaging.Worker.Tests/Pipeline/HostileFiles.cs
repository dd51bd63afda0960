using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>Files that were made to hurt, written byte by byte.</summary>
internal static class HostileFiles
{
    /// <summary>GHSA-wmxv-xphr-5c9g: a BigTIFF directory whose next directory is itself.</summary>
    public static byte[] BigTiff()
    {
        var file = new byte[24];
        "II"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(2), 43);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), 16);
        return file;
    }

    /// <summary>A PNG that declares that size and holds <paramref name="rows"/> rows of RGB.</summary>
    public static byte[] Png(int width, int height, int rows, params (string Type, byte[] Data)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in extra)
        {
            Chunk(file, type, data);
        }

        Chunk(file, "IDAT", Deflated(new byte[((3L * width) + 1) * rows]));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A compressed text that unfolds to <paramref name="megabytes"/> of zeros.</summary>
    public static (string Type, byte[] Data) TextBomb(int megabytes) =>
        ("zTXt", [.. Encoding.ASCII.GetBytes("Comment"), 0, 0, .. Deflated(new byte[megabytes << 20])]);

    private static byte[] Deflated(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }
}
