using System.Buffers.Binary;
using System.Text.Json;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>One message is four bytes of length, little-endian, and that much JSON.</summary>
internal static class Frames
{
    /// <summary>A child that was taken over may say anything: what it says is bounded.</summary>
    private const int BytesMax = 64 << 20;

    public static void Write<T>(Stream stream, T message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message);
        var frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame, sizeof(int));
        stream.Write(frame);
        stream.Flush();
    }

    /// <summary>The next message; null where the other side closed.</summary>
    /// <exception cref="InvalidDataException">What came is no message.</exception>
    public static async Task<T?> ReadAsync<T>(Stream stream, CancellationToken cancellationToken)
        where T : class
    {
        var header = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken) < header.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 1 or > BytesMax)
        {
            throw new InvalidDataException($"A frame of {length} bytes; allowed: 1 to {BytesMax}.");
        }

        var body = new byte[length];
        if (await stream.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancellationToken) < length)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"A frame is not {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
