using System.Buffers.Binary;

namespace Imaging.Worker.Pipeline.Gate;

/// <summary>A BMP is one frame, if its pixels are there: ImageSharp fills what a truncated file lacks with black and says nothing.</summary>
internal static class BmpFrames
{
    private const int HeaderBytes = 34;
    private const int CoreHeaderBytes = 12;

    /// <summary>Compression 0 (none) and 3 (bit fields): every row has its full length. Others are packed, and may be any length.</summary>
    private static readonly int[] Unpacked = [0, 3];

    public static int Count(Stream file)
    {
        var header = new byte[HeaderBytes];
        file.ReadExactly(header);
        var pixels = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(10));
        var (width, height, bits, compression) = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(14)) == CoreHeaderBytes
            ? (UInt16(header, 18), UInt16(header, 20), UInt16(header, 24), 0)
            : (Int32(header, 18), Int32(header, 22), UInt16(header, 28), Int32(header, 30));

        // Rows end on four bytes; a negative height means that they come from the top down.
        var rowBytes = ((((long)width * bits) + 31) / 32) * 4;
        if (Unpacked.Contains(compression) && pixels + (rowBytes * Math.Abs((long)height)) > file.Length)
        {
            throw new EndOfStreamException();
        }

        return 1;
    }

    private static int UInt16(byte[] header, int at) => BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(at));

    private static int Int32(byte[] header, int at) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(at));
}
