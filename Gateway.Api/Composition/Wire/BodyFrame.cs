using System.Buffers.Text;

namespace Gateway.Api.Composition.Wire;

/// <summary>Where in the stream the bytes of a body are, and where it ends.</summary>
internal struct BodyFrame
{
    /// <summary>A line of a chunk's size, its extensions included, and a trailer.</summary>
    public const int LineMax = 1_024;

    private const int SizeDigitsMax = 8;

    private State state;
    private int trailers;

    private enum State
    {
        Over,
        Counted,
        UntilEnd,
        Size,
        Chunk,
        ChunkEnd,
        Trailers,
    }

    /// <summary>The body has been read to its end.</summary>
    public readonly bool IsOver => state == State.Over;

    /// <summary>The end of the connection is the end of the body: nobody can tell whether it is whole, but RFC 9112 (6.3) allows it.</summary>
    public readonly bool EndsWithConnection => state == State.UntilEnd;

    /// <summary>Bytes of the body that come next; 0 where something else does.</summary>
    public long Bytes { get; private set; }

    public static BodyFrame Of(in ResponseHead head) => head switch
    {
        { Status: 204 or 304 } or { Length: 0 } => default,
        { IsChunked: true } => new() { state = State.Size },
        { Length: > 0 } => new() { state = State.Counted, Bytes = head.Length },
        _ => new() { state = State.UntilEnd, Bytes = long.MaxValue },
    };

    /// <summary>Bytes of the body were read.</summary>
    public void Took(int count)
    {
        if (state == State.UntilEnd)
        {
            return;
        }

        Bytes -= count;
        if (Bytes == 0)
        {
            state = state == State.Chunk ? State.ChunkEnd : State.Over;
        }
    }

    /// <summary>The connection ended, which this body allows.</summary>
    public void End() => (state, Bytes) = (State.Over, 0);

    /// <summary>Reads what stands between the chunks; the bytes that it took, or 0 where there are not enough yet.</summary>
    /// <exception cref="WireException">That is no chunked body.</exception>
    public int Advance(ReadOnlySpan<byte> bytes)
    {
        if (state == State.ChunkEnd)
        {
            return bytes.Length < 2 ? 0 : EndOfChunk(bytes);
        }

        var end = bytes.IndexOf("\r\n"u8);
        if (end > LineMax || (end < 0 && bytes.Length > LineMax))
        {
            throw WireException.Malformed("A line between chunks is too long.");
        }

        if (end < 0)
        {
            return 0;
        }

        if (state == State.Size)
        {
            Begin(bytes[..end]);
        }
        else
        {
            Skip(bytes[..end]);
        }

        return end + 2;
    }

    private int EndOfChunk(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("\r\n"u8))
        {
            throw WireException.Malformed("A chunk is longer than it says.");
        }

        state = State.Size;
        return 2;
    }

    // "1a" or "1a;name=value": extensions are for whoever agreed on them.
    private void Begin(ReadOnlySpan<byte> line)
    {
        var digits = line.IndexOf((byte)';') is var at and >= 0 ? line[..at].TrimEnd(" \t"u8) : line;
        if (digits.Length is 0 or > SizeDigitsMax || !Utf8Parser.TryParse(digits, out uint size, out var read, 'x') || read != digits.Length || line.Contains((byte)'\n') || line.Contains((byte)'\r'))
        {
            throw WireException.Malformed("The size of a chunk is not a number.");
        }

        (state, Bytes) = (size == 0 ? State.Trailers : State.Chunk, size);
    }

    private void Skip(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            state = State.Over;
            return;
        }

        ResponseHead.Split(line, out _, out _);
        if (++trailers > ResponseHead.HeadersMax)
        {
            throw WireException.Malformed("The body has too many trailers.");
        }
    }
}
