using System.Buffers.Binary;
using System.Text;

namespace Support.Hostile;

/// <summary>Frames of HTTP/2 (RFC 9113, 4.1), as a client writes them that means no good.</summary>
public static class Http2Frames
{
    private const byte EndStream = 0x1;
    private const byte EndHeaders = 0x4;

    /// <summary>What opens a connection: preface and empty settings.</summary>
    public static byte[] Opening { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(type: 4, flags: 0, stream: 0, [])];

    /// <summary>A whole GET.</summary>
    public static byte[] Get(int stream, string path) => Frame(type: 1, EndStream | EndHeaders, stream, Fields(path));

    /// <summary>A GET whose headers go on.</summary>
    public static byte[] Begin(int stream, string path) => Frame(type: 1, EndStream, stream, Fields(path));

    /// <summary>More headers, and more to come.</summary>
    public static byte[] Continuation(int stream, int number)
    {
        var (name, value) = ($"x-{number}", new string('v', 200));
        // A literal that is not indexed, with lengths of one byte and of two.
        return Frame(type: 9, flags: 0, stream, [0x00, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0x7f, (byte)(200 - 127), .. Encoding.ASCII.GetBytes(value)]);
    }

    /// <summary>A ping, whose answer nobody waits for.</summary>
    public static byte[] Ping(int number) => Frame(type: 6, flags: 0, stream: 0, [0, 0, 0, 0, .. BitConverter.GetBytes(number)]);

    /// <summary>Settings that change nothing, to be acknowledged all the same.</summary>
    public static byte[] Settings { get; } = Frame(type: 4, flags: 0, stream: 0, []);

    /// <summary>A whole GET that is reset at once, as the client's stream of this <paramref name="number"/>, from 0.</summary>
    public static byte[] TakenBack(int number, string path) => [.. Get((2 * number) + 1, path), .. Reset((2 * number) + 1)];

    /// <summary>"I do not want it any more."</summary>
    public static byte[] Reset(int stream) => Frame(type: 3, flags: 0, stream, [0, 0, 0, 8]);

    // :method GET, :scheme http, :path as a literal, :authority localhost
    private static byte[] Fields(string path) =>
        [0x82, 0x86, 0x04, (byte)path.Length, .. Encoding.ASCII.GetBytes(path), 0x01, 9, .. "localhost"u8];

    private static byte[] Frame(byte type, int flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        (frame[3], frame[4]) = (type, (byte)flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }
}
