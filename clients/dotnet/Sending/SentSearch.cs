using Chat.Client.Connections;

namespace Chat.Client.Sending;

/// <summary>Looks in a room's history for a message whose id the service has forgotten.</summary>
internal static class SentSearch
{
    private const int PageMax = 300;
    private const int PagesMax = 50;

    /// <summary>By how much the clocks of client and service may differ, as the service forgives it.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Where the message is; null where it is not there.</summary>
    /// <exception cref="ChatException"><c>id-too-old</c>: history is longer than is searched, so that nobody can say.</exception>
    public static async Task<SendReceipt?> FindAsync(IHubLink link, string room, Guid clientMessageId, CancellationToken cancellationToken)
    {
        var since = MadeAt(clientMessageId) - ClockSkew;
        long? before = null;
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = await link.InvokeAsync<HistoryPage>("GetMessages", [room, before, null, PageMax], cancellationToken).ConfigureAwait(false);
            if (page.Entries.FirstOrDefault(entry => entry.ClientMessageId == clientMessageId) is { } found)
            {
                return new(found.Epoch, found.Sequence, found.Id, found.SentAt);
            }

            if (!page.More || page.Entries.Count == 0 || page.Entries[0].SentAt < since.UtcDateTime)
            {
                return null;
            }

            before = page.Entries[0].Sequence;
        }

        throw new ChatException(ChatErrorCodes.IdTooOld, "The message is so old that it cannot be known whether it was sent.");
    }

    /// <summary>The first 48 bits of a UUIDv7 are its time.</summary>
    public static DateTimeOffset MadeAt(Guid id)
    {
        var hex = id.ToString("N");
        return DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(hex[..12], 16));
    }
}
