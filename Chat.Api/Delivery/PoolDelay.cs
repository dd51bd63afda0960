namespace Chat.Api.Delivery;

/// <summary>
/// How long work waits for a thread of the pool. Under a herd that comes back it is seconds, and everything that is answered
/// by threads of the pool looks silent for as long.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="queue">Hands the sample to the pool.</param>
internal sealed class PoolDelay(TimeProvider time, Action<IThreadPoolWorkItem> queue) : IThreadPoolWorkItem
{
    private long queuedAt;
    private long lastTicks;

    /// <summary>What the last sample waited, or how long the present one waits already: the longer of the two.</summary>
    public TimeSpan Present
    {
        get
        {
            var last = TimeSpan.FromTicks(Volatile.Read(ref lastTicks));
            var waiting = Volatile.Read(ref queuedAt) is var at and not 0 ? time.GetElapsedTime(at) : TimeSpan.Zero;
            return waiting > last ? waiting : last;
        }
    }

    /// <summary>Takes a sample, unless one is under way.</summary>
    public void Sample()
    {
        if (Interlocked.CompareExchange(ref queuedAt, time.GetTimestamp(), 0) == 0)
        {
            queue(this);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref lastTicks, time.GetElapsedTime(Volatile.Read(ref queuedAt)).Ticks);
        Volatile.Write(ref queuedAt, 0);
    }
}
