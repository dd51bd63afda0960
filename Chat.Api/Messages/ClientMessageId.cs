using System.Globalization;

namespace Chat.Api.Messages;

/// <summary>
/// Ids that clients make are UUIDv7: they carry their time, so that an id too old to be remembered is refused instead of
/// taking effect twice.
/// </summary>
internal static class ClientMessageId
{
    /// <summary>A clock that runs ahead by up to this much is forgiven.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>How long an id is remembered: one that lies ahead is taken that much longer, and until then a retry must find what it became.</summary>
    public static TimeSpan Remembered(TimeSpan window) => window + Ahead;

    public static Guid Parse(string? text, DateTimeOffset now, TimeSpan window)
    {
        if (!Guid.TryParseExact(text, "D", out var id) || id.Version != 7 || id.Variant is < 8 or > 11)
        {
            throw RefusedException.BadRequest(ErrorCodes.IdInvalid, "The client message id must be a UUIDv7.");
        }

        var made = DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds(id));
        if (made > now + Ahead)
        {
            throw RefusedException.BadRequest(ErrorCodes.IdInvalid, "The client message id lies in the future: the clock of the client is wrong.");
        }

        return made >= now - window ? id : throw RefusedException.BadRequest(
            ErrorCodes.IdTooOld,
            string.Create(CultureInfo.InvariantCulture, $"The client message id is older than {window}: ask history whether it was taken, then send under a new id."));
    }

    /// <summary>The first 48 bits of a UUIDv7.</summary>
    private static long Milliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = 0L;
        foreach (var value in bytes[..6])
        {
            milliseconds = (milliseconds << 8) | value;
        }

        return milliseconds;
    }
}
