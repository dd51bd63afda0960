using Chat.Api.Messages;

namespace Chat.Api.Delivery;

/// <summary>
/// A room as far as this node has members in it: puts entries that arrive in any order, twice or not at all into the one
/// order, and hands each on exactly once.
/// </summary>
internal sealed class LocalRoom(
    string name, ChatMetrics metrics, TimeProvider time, Action<LocalRoom> becameEmpty, Action<LocalRoom> hasGap, Action<LocalRoom> membersChanged)
{
    /// <summary>Entries that wait for one before them; what is beyond is read again by the repair.</summary>
    private const int PendingMax = 1_024;

    private readonly Lock exclusive = new();
    private readonly SortedDictionary<long, Sequenced> pending = [];
    private readonly List<(long Sequence, TaskCompletionSource Stored)> storedWaiters = [];
    private readonly List<(ChatConnection Connection, long Sequence)> awaiting = [];
    private ChatConnection[] members = [];
    private Position? delivered;
    private long pendingEpoch;
    private long expected;
    private long stored;
    private int holds;
    private bool closed;

    public string Name => name;

    /// <summary>What was delivered last; null until the room is open.</summary>
    public Position? Delivered
    {
        get
        {
            lock (exclusive)
            {
                return delivered;
            }
        }
    }

    /// <summary>Connections that have joined, as they are at this moment.</summary>
    public ChatConnection[] Members
    {
        get
        {
            lock (exclusive)
            {
                return members;
            }
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (exclusive)
            {
                return closed;
            }
        }
    }

    /// <summary>Keeps the room open for somebody who is not a member; false where it has just closed.</summary>
    public bool Hold()
    {
        lock (exclusive)
        {
            holds += closed ? 0 : 1;
            return !closed;
        }
    }

    public void Release()
    {
        lock (exclusive)
        {
            holds--;
        }

        CloseIfEmpty();
    }

    /// <summary>Adds the connection; every entry after the answered position reaches it.</summary>
    public Position Join(ChatConnection connection, bool resumes)
    {
        Position live;
        lock (exclusive)
        {
            live = delivered ?? throw new InvalidOperationException($"Room {name} is not open.");
            if (!members.Contains(connection))
            {
                members = [.. members, connection];
            }

            // Among what it has missed may be what its user sent over another connection.
            if (resumes)
            {
                Await(connection, live.Sequence);
            }
        }

        membersChanged(this);
        return live;
    }

    public void Leave(ChatConnection connection)
    {
        lock (exclusive)
        {
            members = [.. members.Where(member => member != connection)];
            awaiting.RemoveAll(waiter => waiter.Connection == connection);
        }

        connection.Rooms.TryRemove(KeyValuePair.Create(name, this));
        membersChanged(this);
        CloseIfEmpty();
    }

    /// <summary>An entry of this place would be dropped.</summary>
    public bool HasDelivered(long epoch, long sequence)
    {
        lock (exclusive)
        {
            return delivered is not null && (epoch < delivered.Epoch || (epoch == delivered.Epoch && sequence <= delivered.Sequence));
        }
    }

    /// <summary>Takes an entry from wherever it comes: this node's own append, a publication, or a repair.</summary>
    public void Offer(Sequenced sequenced)
    {
        bool gap;
        lock (exclusive)
        {
            var entry = sequenced.Entry;
            if (delivered is not null && entry.Epoch > delivered.Epoch)
            {
                Begin(entry.Epoch, sequenced.Base);
            }

            if (HasDelivered(entry.Epoch, entry.Sequence))
            {
                return;
            }

            if (IsNext(sequenced))
            {
                Deliver(sequenced);
            }
            else
            {
                Keep(sequenced);
                Drain();
            }

            gap = HasGap;
        }

        if (gap)
        {
            hasGap(this);
        }
    }

    /// <summary>The log stands at <paramref name="head"/>: opens the room there, or finds what it has missed.</summary>
    public void Resync(RoomHead head)
    {
        bool gap;
        lock (exclusive)
        {
            if (delivered is null)
            {
                delivered = new(head.Epoch, head.Sequence);
                DropPendingBefore(head.Epoch);
            }
            else if (head.Epoch > delivered.Epoch)
            {
                Begin(head.Epoch, head.Base);
            }

            if (head.Epoch == delivered.Epoch)
            {
                expected = Math.Max(expected, head.Sequence);
            }

            StoredUpTo(head.Stored);
            Drain();
            gap = HasGap;
        }

        if (gap)
        {
            hasGap(this);
        }
    }

    /// <summary>What must be read before delivery goes on, both bounds excluded; null where nothing is missing.</summary>
    public Slice? Gap(int limit)
    {
        lock (exclusive)
        {
            return HasGap && !closed
                ? new(name, delivered!.Sequence, pending.Count > 0 ? pending.First().Key : expected + 1, limit, Newest: false, delivered.Epoch)
                : null;
        }
    }

    /// <summary>All entries up to the sequence are committed; sequences never fall, whatever the epoch.</summary>
    public void Stored(long sequence)
    {
        lock (exclusive)
        {
            StoredUpTo(sequence);
        }
    }

    /// <summary>Somebody sends an entry again that was taken before: its user waits to hear that it is stored.</summary>
    public void AwaitStored(string user, long sequence)
    {
        lock (exclusive)
        {
            foreach (var member in members.Where(member => member.User == user))
            {
                Await(member, sequence);
            }
        }
    }

    /// <summary>Ends when all entries up to the sequence are committed.</summary>
    public Task WhenStored(long sequence)
    {
        lock (exclusive)
        {
            if (stored >= sequence)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            storedWaiters.Add((sequence, waiter));
            return waiter.Task;
        }
    }

    /// <summary>
    /// News of commits name a sequence alone. They speak of this entry if it belongs to the epoch that the room is in, and if no later
    /// entries are told as stored than were heard of: those may be of a newer epoch, before which this one may have been lost.
    /// </summary>
    public bool IsCertain(Position place)
    {
        lock (exclusive)
        {
            return delivered is not null && delivered.Epoch == place.Epoch && stored <= delivered.Sequence;
        }
    }

    public void Typing(string user)
    {
        ChatConnection[] audience;
        lock (exclusive)
        {
            audience = members;
        }

        Send([.. audience.Where(member => member.User != user)], Outgoing.TypingStarted(name, user));
    }

    /// <summary>Takes all connections of a user out.</summary>
    public void Expel(string user)
    {
        ChatConnection[] audience;
        lock (exclusive)
        {
            audience = members;
        }

        foreach (var member in audience.Where(member => member.User == user))
        {
            Leave(member);
            member.Send(Outgoing.Removed(name));
        }
    }

    /// <summary>What nearly every entry is: the one after the last, with none waiting.</summary>
    private bool IsNext(Sequenced sequenced) =>
        delivered is not null && pending.Count == 0 && sequenced.Entry.Epoch == delivered.Epoch && sequenced.Entry.Sequence == delivered.Sequence + 1;

    private bool HasGap => delivered is not null && (pending.Count > 0 || expected > delivered.Sequence);

    private void Begin(long epoch, long origin)
    {
        delivered = new(epoch, origin);
        expected = origin;
        DropPendingBefore(epoch);
    }

    private void DropPendingBefore(long epoch)
    {
        if (pendingEpoch < epoch)
        {
            pending.Clear();
            pendingEpoch = epoch;
        }
    }

    private void Keep(Sequenced sequenced)
    {
        // Only before the room is open may an entry of another epoch come: the newest epoch counts.
        DropPendingBefore(sequenced.Entry.Epoch);
        if (sequenced.Entry.Epoch == pendingEpoch && pending.Count < PendingMax)
        {
            pending.TryAdd(sequenced.Entry.Sequence, sequenced);
        }
        else if (delivered is not null)
        {
            expected = Math.Max(expected, sequenced.Entry.Sequence);
        }
    }

    /// <summary>Delivers what is next, under the lock: two threads cannot overtake each other, and a send never waits.</summary>
    private void Drain()
    {
        while (delivered is not null && pending.Count > 0)
        {
            var (sequence, sequenced) = pending.First();
            if (sequence > delivered.Sequence + 1)
            {
                return;
            }

            pending.Remove(sequence);
            if (sequence <= delivered.Sequence)
            {
                continue;
            }

            Deliver(sequenced);
        }
    }

    private void Deliver(Sequenced sequenced)
    {
        delivered = new(sequenced.Entry.Epoch, sequenced.Entry.Sequence);
        using var activity = EntryTrace.Delivery(sequenced, members.Length);
        Send(members, Outgoing.Appended(sequenced));
        AwaitStored(sequenced.Entry.Sender, sequenced.Entry.Sequence);
        metrics.DeliveredAfter(time.GetUtcNow().UtcDateTime - sequenced.Entry.SentAt);
    }

    private void Send(ChatConnection[] audience, Outgoing message)
    {
        foreach (var member in audience)
        {
            member.Send(message);
        }

        metrics.Delivered(audience.Length);
    }

    /// <summary>
    /// A commit concerns those who wait for it, which is whoever sent what it covers: told to everybody, it would cost as
    /// much as the message itself.
    /// </summary>
    private void Await(ChatConnection connection, long sequence)
    {
        if (stored >= sequence)
        {
            Send([connection], Outgoing.Stored(name, stored));
            return;
        }

        var at = awaiting.FindIndex(waiter => waiter.Connection == connection);
        if (at < 0)
        {
            awaiting.Add((connection, sequence));
        }
        else
        {
            awaiting[at] = (connection, Math.Max(sequence, awaiting[at].Sequence));
        }
    }

    private void StoredUpTo(long sequence)
    {
        stored = Math.Max(stored, sequence);
        if (awaiting.Count > 0)
        {
            Send([.. awaiting.Select(waiter => waiter.Connection)], Outgoing.Stored(name, stored));
            awaiting.RemoveAll(waiter => waiter.Sequence <= stored);
        }

        foreach (var (_, waiter) in storedWaiters.Where(waiter => waiter.Sequence <= stored))
        {
            waiter.TrySetResult();
        }

        storedWaiters.RemoveAll(waiter => waiter.Sequence <= stored);
    }

    private void CloseIfEmpty()
    {
        lock (exclusive)
        {
            if (closed || holds > 0 || members.Length > 0)
            {
                return;
            }

            closed = true;
        }

        becameEmpty(this);
    }
}
