using Chat.Client.Connections;

namespace Chat.Client.Sending;

/// <summary>
/// Messages of a room that have their place and wait to be stored. The news is a sequence that covers all up to it; but
/// where the room's order began anew, a message of an older epoch may be lost, and history is asked first.
/// </summary>
internal sealed class StoredWatch(string room, int limit)
{
    private readonly Lock exclusive = new();
    private readonly List<(ChatPosition Place, Guid Id, OutgoingMessage Message)> waiting = [];
    private long epoch;
    private long stored;

    public void Add(SendReceipt receipt, OutgoingMessage message)
    {
        OutgoingMessage? oldest = null;
        lock (exclusive)
        {
            epoch = Math.Max(epoch, receipt.Epoch);
            waiting.Add((new(receipt.Epoch, receipt.Sequence), receipt.Id, message));
            if (waiting.Count > limit)
            {
                oldest = waiting[0].Message;
                waiting.RemoveAt(0);
            }
        }

        oldest?.StoredFails(new(ChatErrorCodes.StoredUnknown, "Too many messages wait to be stored."));
        Complete();
    }

    public void StoredUpTo(long sequence)
    {
        lock (exclusive)
        {
            stored = Math.Max(stored, sequence);
        }

        Complete();
    }

    /// <summary>The room is in this epoch; true where messages of older ones must be looked up.</summary>
    public bool EpochIs(long current)
    {
        lock (exclusive)
        {
            epoch = Math.Max(epoch, current);
            return waiting.Exists(waiter => waiter.Place.Epoch < epoch);
        }
    }

    /// <summary>Asks history for every message of an older epoch: it is there and goes on waiting, or it is lost.</summary>
    public async Task LookUpAsync(ILinks links, CancellationToken cancellationToken)
    {
        foreach (var (place, id, message) in Doubtful())
        {
            var link = await links.LinkAsync(cancellationToken).ConfigureAwait(false);
            var page = await link.InvokeAsync<HistoryPage>("GetMessages", [room, place.Sequence + 1, null, 1], cancellationToken).ConfigureAwait(false);
            var isThere = page.Entries.Any(entry => entry.Id == id && entry.Sequence == place.Sequence);
            lock (exclusive)
            {
                waiting.RemoveAll(waiter => waiter.Message == message);
                if (isThere)
                {
                    waiting.Add((place with { Epoch = epoch }, id, message));
                }
            }

            if (!isThere)
            {
                message.StoredFails(new(ChatErrorCodes.MessageLost, "The message had its place, but the service lost it before it was stored."));
            }
        }

        Complete();
    }

    public void Stop(ChatException why)
    {
        lock (exclusive)
        {
            waiting.ForEach(waiter => waiter.Message.StoredFails(why));
            waiting.Clear();
        }
    }

    private List<(ChatPosition Place, Guid Id, OutgoingMessage Message)> Doubtful()
    {
        lock (exclusive)
        {
            return waiting.FindAll(waiter => waiter.Place.Epoch < epoch);
        }
    }

    private void Complete()
    {
        lock (exclusive)
        {
            var covered = waiting.FindAll(waiter => waiter.Place.Epoch == epoch && waiter.Place.Sequence <= stored);
            waiting.RemoveAll(covered.Contains);
            covered.ForEach(waiter => waiter.Message.IsStored());
        }
    }
}
