using System.Buffers;

namespace Gateway.Api.Composition.Shaping;

/// <summary>A growing buffer from the pool. Whoever takes the buffer gives it back.</summary>
internal struct PooledBytes(int expected)
{
    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(Math.Max(expected, 256));

    public int Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (buffer!.Length - Length < bytes.Length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Write(byte value) => Write([value]);

    /// <summary>Hands the buffer over.</summary>
    public byte[] Take()
    {
        var taken = buffer!;
        buffer = null;
        return taken;
    }

    /// <summary>Gives the buffer back where nobody took it.</summary>
    public void Return()
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }

    private void Grow(int more)
    {
        var wider = ArrayPool<byte>.Shared.Rent(Math.Max(buffer!.Length * 2, Length + more));
        buffer.AsSpan(0, Length).CopyTo(wider);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = wider;
    }
}
