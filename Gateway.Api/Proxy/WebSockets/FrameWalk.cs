using System.Buffers.Binary;

namespace Gateway.Api.Proxy.WebSockets;

/// <summary>Follows the frames of one direction of a WebSocket (RFC 6455, 5.2), to know where one ends.</summary>
internal sealed class FrameWalk
{
    private const int HeaderBytesMax = 14;

    private readonly byte[] header = new byte[HeaderBytesMax];
    private int headerLength;
    private ulong payloadLeft;

    /// <summary>Whether the next byte begins a frame.</summary>
    public bool IsBetweenFrames => headerLength == 0 && payloadLeft == 0;

    /// <summary>Takes the next bytes.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (payloadLeft > 0)
            {
                var skipped = (int)Math.Min(payloadLeft, (ulong)bytes.Length);
                payloadLeft -= (ulong)skipped;
                bytes = bytes[skipped..];
                continue;
            }

            header[headerLength++] = bytes[0];
            bytes = bytes[1..];
            if (headerLength >= 2 && headerLength == HeaderBytes())
            {
                (payloadLeft, headerLength) = (PayloadBytes(), 0);
            }
        }
    }

    private int LengthField => header[1] & 0x7f;

    private int HeaderBytes()
    {
        var extended = LengthField switch { 126 => 2, 127 => 8, _ => 0 };
        var mask = (header[1] & 0x80) == 0 ? 0 : 4;
        return 2 + extended + mask;
    }

    private ulong PayloadBytes() => LengthField switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)),
        127 => BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(2)),
        var length => (ulong)length,
    };
}
