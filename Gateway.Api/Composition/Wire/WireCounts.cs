namespace Gateway.Api.Composition.Wire;

/// <summary>
/// Connections and calls of one address. A call changes six of these figures: they are added up here, and the instruments are told the
/// differences once a second.
/// </summary>
internal sealed class WireCounts
{
    private int busy;
    private int idle;
    private int active;

    public int Busy => Volatile.Read(ref busy);

    public int Idle => Volatile.Read(ref idle);

    public int Active => Volatile.Read(ref active);

    /// <summary>A connection was opened for a call.</summary>
    public void Opened() => Interlocked.Increment(ref busy);

    /// <summary>A connection that carried a call is closed.</summary>
    public void Closed() => Interlocked.Decrement(ref busy);

    /// <summary>A connection waits for another call.</summary>
    public void Rests()
    {
        Interlocked.Decrement(ref busy);
        Interlocked.Increment(ref idle);
    }

    /// <summary>A connection that waited has a call again, or is closed next.</summary>
    public void Wakes()
    {
        Interlocked.Decrement(ref idle);
        Interlocked.Increment(ref busy);
    }

    /// <summary>A call begins.</summary>
    public void Began() => Interlocked.Increment(ref active);

    /// <summary>A call is over.</summary>
    public void Ended() => Interlocked.Decrement(ref active);
}
