namespace Bench.Gateway.Http;

/// <summary>Counts the bytes of a chunked body (RFC 9112, 7.1); trailers are not expected.</summary>
internal sealed class ChunkedBody
{
    private enum State
    {
        Size,
        SizeEnd,
        Data,
        DataEnd,
        LastEnd,
    }

    private State state;
    private long size;
    private long left;

    /// <summary>Bytes of data until now.</summary>
    public long Bytes { get; private set; }

    public void Begin() => (state, size, left, Bytes) = (State.Size, 0, 0, 0);

    /// <summary>Takes further bytes; true when the body is complete.</summary>
    /// <exception cref="InvalidDataException">A size is no hexadecimal number.</exception>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (state == State.Data)
            {
                bytes = bytes[Skip(bytes.Length)..];
                continue;
            }

            var one = bytes[0];
            bytes = bytes[1..];
            if (TakeFraming(one))
            {
                return true;
            }
        }

        return false;
    }

    private int Skip(int available)
    {
        var taken = (int)Math.Min(left, available);
        Bytes += taken;
        left -= taken;
        state = left == 0 ? State.DataEnd : State.Data;
        return taken;
    }

    /// <summary>True at the line end behind the last chunk.</summary>
    private bool TakeFraming(byte one)
    {
        switch (state)
        {
            case State.Size when one is (byte)'\r' or (byte)';':
                state = State.SizeEnd;
                return false;
            case State.Size:
                size = (size * 16) + Digit(one);
                return false;
            case State.SizeEnd when one == (byte)'\n':
                (state, left, size) = (size == 0 ? State.LastEnd : State.Data, size, 0);
                return false;
            case State.DataEnd when one == (byte)'\n':
                state = State.Size;
                return false;
            default:
                return state == State.LastEnd && one == (byte)'\n';
        }
    }

    private static int Digit(byte one) => char.IsAsciiHexDigit((char)one)
        ? one <= (byte)'9' ? one - '0' : (one | 0x20) - 'a' + 10
        : throw new InvalidDataException($"The size of a chunk holds the byte {one}.");
}
