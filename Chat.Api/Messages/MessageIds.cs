namespace Chat.Api.Messages;

/// <summary>Ids of messages rise with time, which lists that are newest first go by.</summary>
internal static class MessageIds
{
    /// <summary>Values of the 12 bits that follow the milliseconds.</summary>
    private const long Fractions = 4_096;

    /// <summary>
    /// A UUIDv7 whose first random bits are the fraction of the millisecond instead (RFC 9562, section 6.2, method 3), so that
    /// two messages of one millisecond stand in their order too. Steps of a quarter of a microsecond.
    /// </summary>
    public static Guid Create(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        var fraction = now.Ticks % TimeSpan.TicksPerMillisecond * Fractions / TimeSpan.TicksPerMillisecond;
        bytes[6] = (byte)(0x70 | (fraction >> 8));
        bytes[7] = (byte)fraction;
        return new(bytes, bigEndian: true);
    }
}
