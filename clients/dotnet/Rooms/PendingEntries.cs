namespace Chat.Client.Rooms;

/// <summary>
/// Entries that wait for their turn: those of the newest epoch, at most so many. What does not fit is forgotten and read
/// again from the service.
/// </summary>
internal sealed class PendingEntries(int limit)
{
    private readonly Lock exclusive = new();
    private readonly SortedDictionary<long, ChatEntry> entries = [];
    private long epoch;
    private bool overflowed;

    public void Add(ChatEntry entry)
    {
        lock (exclusive)
        {
            if (entry.Epoch < epoch)
            {
                return;
            }

            if (entry.Epoch > epoch)
            {
                entries.Clear();
                epoch = entry.Epoch;
            }

            if (entries.Count < limit)
            {
                entries.TryAdd(entry.Sequence, entry);
            }
            else if (!entries.ContainsKey(entry.Sequence))
            {
                overflowed = true;
            }
        }
    }

    /// <summary>The entry that follows the position, if it is there; what lies before it is forgotten.</summary>
    public ChatEntry? TakeAfter(ChatPosition position)
    {
        lock (exclusive)
        {
            while (epoch == position.Epoch && entries.Count > 0 && entries.First() is var first && first.Key <= position.Sequence + 1)
            {
                entries.Remove(first.Key);
                if (first.Key > position.Sequence)
                {
                    return first.Value;
                }
            }

            return null;
        }
    }

    /// <summary>True where what follows the position must be read from the service: a gap, another epoch, or entries that were forgotten.</summary>
    public bool LacksAfter(ChatPosition position)
    {
        lock (exclusive)
        {
            return epoch > position.Epoch || (epoch == position.Epoch && (overflowed || (entries.Count > 0 && entries.First().Key > position.Sequence + 1)));
        }
    }

    /// <summary>The service is about to be asked: what comes from here on counts.</summary>
    public void BeginAsking()
    {
        lock (exclusive)
        {
            overflowed = false;
        }
    }
}
