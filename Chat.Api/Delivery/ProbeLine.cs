namespace Chat.Api.Delivery;

/// <summary>What the probe knows of one partition's way through Redis and back.</summary>
internal sealed class ProbeLine(int partition, string channel, TimeProvider time)
{
    private readonly Lock exclusive = new();
    private long heardAt = time.GetTimestamp();
    private long answeredAt = time.GetTimestamp();
    private long healedAt;
    private bool silent;
    private bool heard;

    public int Partition => partition;

    public string Channel => channel;

    /// <summary>The client library has taken the subscription over.</summary>
    public bool IsSubscribed { get; set; }

    public bool IsSilent
    {
        get
        {
            lock (exclusive)
            {
                return silent;
            }
        }
    }

    /// <summary>There was an echo at least once.</summary>
    public bool WasHeard
    {
        get
        {
            lock (exclusive)
            {
                return heard;
            }
        }
    }

    public TimeSpan SilentFor
    {
        get
        {
            lock (exclusive)
            {
                return time.GetElapsedTime(heardAt);
            }
        }
    }

    /// <summary>Since when no publication was answered, which tells a dead connection from a lost subscription.</summary>
    public TimeSpan UnansweredFor
    {
        get
        {
            lock (exclusive)
            {
                return time.GetElapsedTime(answeredAt);
            }
        }
    }

    /// <summary>An echo came; true where it ends a silence.</summary>
    public bool Hear()
    {
        lock (exclusive)
        {
            (heardAt, heard) = (time.GetTimestamp(), true);
            var ends = silent;
            (silent, healedAt) = (false, 0);
            return ends;
        }
    }

    /// <summary>Redis took a publication.</summary>
    public void Answer()
    {
        lock (exclusive)
        {
            answeredAt = time.GetTimestamp();
        }
    }

    /// <summary>True where the silence has just become one.</summary>
    public bool Judge(TimeSpan limit)
    {
        lock (exclusive)
        {
            var begins = !silent && time.GetElapsedTime(heardAt) > limit;
            silent |= begins;
            return begins;
        }
    }

    /// <summary>True once per <paramref name="every"/> of silence, and whether it is the first time.</summary>
    public bool IsDueForHealing(TimeSpan every, out bool first)
    {
        lock (exclusive)
        {
            first = healedAt == 0;
            if (!silent || (!first && time.GetElapsedTime(healedAt) < every))
            {
                return false;
            }

            healedAt = time.GetTimestamp();
            return true;
        }
    }
}
