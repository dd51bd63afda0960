using System.Buffers.Binary;

namespace Imaging.Worker.Pipeline.Gate;

/// <summary>Steps over a file; whatever lies behind its end is <see cref="EndOfStreamException"/>.</summary>
internal static class BlockReader
{
    public static int Byte(Stream file) => file.ReadByte() is >= 0 and var value ? value : throw new EndOfStreamException();

    public static void Skip(Stream file, long count)
    {
        if (count > file.Length - file.Position)
        {
            throw new EndOfStreamException();
        }

        file.Seek(count, SeekOrigin.Current);
    }

    public static uint BigEndian32(Stream file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    public static uint LittleEndian32(Stream file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
