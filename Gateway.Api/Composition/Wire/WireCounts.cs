namespace Gateway.Api.Composition.Wire;

/// <summary>
/// Connections and calls of one address, and how calls ended. A call changes eight of these figures: they are added up here, and the instruments
/// are told the differences once a second.
/// </summary>
internal sealed class WireCounts
{
    private readonly long[] ended = new long[CallEnd.Names.Length];
    private int busy;
    private int idle;
    private int active;
    private long ticks;

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

    /// <summary>Time that calls took until the head of their answer, added up.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Volatile.Read(ref ticks));

    /// <summary>Calls that ended so, an index of <see cref="CallEnd.Names"/>.</summary>
    public long EndedAs(int end) => Volatile.Read(ref ended[end]);

    /// <summary>A call is over.</summary>
    /// <param name="end">How, an index of <see cref="CallEnd.Names"/>.</param>
    /// <param name="took">Until the head of the answer, or its fault.</param>
    public void Ended(int end, TimeSpan took)
    {
        Interlocked.Decrement(ref active);
        Interlocked.Increment(ref ended[end]);
        Interlocked.Add(ref ticks, took.Ticks);
    }
}
