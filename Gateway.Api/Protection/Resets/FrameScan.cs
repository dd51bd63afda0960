using System.Buffers;

namespace Gateway.Api.Protection.Resets;

/// <summary>
/// Where the frames of an HTTP/2 connection begin (RFC 9113, 4.1), and which of them open a stream. It judges nothing: what breaks the protocol is
/// the server's to find. A copy scans ahead and leaves the original where it was.
/// </summary>
internal struct FrameScan
{
    private const int PrefaceBytes = 24;
    private const int HeaderBytes = 9;

    /// <summary>Of a header, the length of what follows and the type; flags and stream come after them.</summary>
    private const int LengthAndTypeBytes = 4;
    private const byte HeadersType = 1;

    /// <summary>Bytes until the next header: at first those that a client sends before its first frame.</summary>
    private int untilHeader = PrefaceBytes;

    /// <summary>Bytes of a header that have come, and what its first four say.</summary>
    private int headerBytes;
    private uint lengthAndType;

    public FrameScan()
    {
    }

    /// <summary>Goes on over as much of <paramref name="bytes"/> as opens no more than <paramref name="streamsMax"/> streams.</summary>
    /// <returns>Bytes that were passed; the header of the frame that would open one more is not passed whole. Streams that they open.</returns>
    public (long Bytes, int Streams) Pass(ReadOnlySequence<byte> bytes, int streamsMax = int.MaxValue)
    {
        var (passed, streams) = (0L, 0);
        foreach (var segment in bytes)
        {
            for (var rest = segment.Span; !rest.IsEmpty;)
            {
                var here = this;
                var opens = Step(ref rest, out var taken);
                if (opens && streams == streamsMax)
                {
                    this = here;
                    return (passed, streams);
                }

                passed += taken;
                streams += opens ? 1 : 0;
            }
        }

        return (passed, streams);
    }

    /// <summary>Takes what there is of a payload, or of a header.</summary>
    /// <returns>Whether a header is whole now that opens a stream.</returns>
    private bool Step(ref ReadOnlySpan<byte> rest, out int taken)
    {
        if (untilHeader > 0)
        {
            taken = Math.Min(untilHeader, rest.Length);
            untilHeader -= taken;
            rest = rest[taken..];
            return false;
        }

        taken = Math.Min(HeaderBytes - headerBytes, rest.Length);
        foreach (var value in rest[..taken])
        {
            lengthAndType = headerBytes++ < LengthAndTypeBytes ? (lengthAndType << 8) | value : lengthAndType;
        }

        rest = rest[taken..];
        return headerBytes == HeaderBytes && EndHeader();
    }

    private bool EndHeader()
    {
        var opens = (byte)lengthAndType == HeadersType;
        (untilHeader, headerBytes, lengthAndType) = ((int)(lengthAndType >> 8), 0, 0);
        return opens;
    }
}
