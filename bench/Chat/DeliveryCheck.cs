namespace Bench.Chat;

/// <summary>
/// Checks what one receiver is told of one room against the promise: every sequence once, in order, none left out. Safe for calls from
/// several threads.
/// </summary>
internal sealed class DeliveryCheck
{
    private readonly Lock exclusive = new();
    private readonly List<long> early = [];
    private readonly SortedSet<long> ahead = [];
    private long joinedAt = -1;
    private long next;
    private long highest;
    private long duplicates;
    private long reordered;

    /// <summary>The receiver has joined: every sequence above <paramref name="sequence"/> must come, also those that came before this was known.</summary>
    public void JoinedAt(long sequence)
    {
        lock (exclusive)
        {
            joinedAt = highest = sequence;
            next = sequence + 1;
            early.ForEach(Take);
            early.Clear();
        }
    }

    /// <summary>An entry came.</summary>
    public void Received(long sequence)
    {
        lock (exclusive)
        {
            if (joinedAt < 0)
            {
                early.Add(sequence);
            }
            else
            {
                Take(sequence);
            }
        }
    }

    /// <summary>Whether everything up to <paramref name="head"/> has come.</summary>
    public bool HasAll(long head)
    {
        lock (exclusive)
        {
            return joinedAt >= 0 && next > head;
        }
    }

    /// <summary>What is wrong until now, where <paramref name="head"/> is the last sequence that was handed out.</summary>
    public DeliveryFaults Faults(long head)
    {
        lock (exclusive)
        {
            var missing = Math.Max(0, head - next + 1);
            return new(missing - ahead.Count(sequence => sequence <= head), duplicates, reordered);
        }
    }

    private void Take(long sequence)
    {
        // What was there before the receiver joined is in the answer of its join.
        if (sequence <= joinedAt)
        {
            return;
        }

        if (sequence < next || !ahead.Add(sequence))
        {
            duplicates++;
            return;
        }

        reordered += sequence < highest ? 1 : 0;
        highest = Math.Max(highest, sequence);
        while (ahead.Remove(next))
        {
            next++;
        }
    }
}

/// <summary>Broken promises of delivery, counted.</summary>
/// <param name="Lost">Entries that never came.</param>
/// <param name="Duplicates">Entries that came again.</param>
/// <param name="Reordered">Entries that came after a later one.</param>
internal readonly record struct DeliveryFaults(long Lost, long Duplicates, long Reordered)
{
    /// <summary>Of both.</summary>
    public static DeliveryFaults operator +(DeliveryFaults one, DeliveryFaults other) =>
        new(one.Lost + other.Lost, one.Duplicates + other.Duplicates, one.Reordered + other.Reordered);
}
