using Chat.Api.Delivery;

namespace Chat.Api.Shedding;

/// <summary>
/// How late this node is: the longest of what work waits for a thread of the pool, what an append takes on average, and what a
/// probe takes through Redis and back. All three are what a message waits for on its way.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="queue">Hands a sample to the pool.</param>
internal sealed class NodeLag(TimeProvider time, Action<IThreadPoolWorkItem> queue)
{
    private readonly PoolDelay pool = new(time, queue);
    private readonly Lock exclusive = new();
    private TimeSpan appending;
    private int appends;
    private TimeSpan echo;
    private int underWay;

    public NodeLag(TimeProvider time)
        : this(time, item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false))
    {
    }

    /// <summary>Appends that were begun and are not answered yet: it shows what comes in at once, where all times tell it afterwards.</summary>
    public int AppendsUnderWay => Volatile.Read(ref underWay);

    /// <summary>An append begins.</summary>
    public void AppendBegins() => Interlocked.Increment(ref underWay);

    /// <summary>It is answered, or has failed.</summary>
    public void AppendEnds() => Interlocked.Decrement(ref underWay);

    /// <summary>An append has taken so long, from the question to its answer.</summary>
    public void Appended(TimeSpan duration)
    {
        lock (exclusive)
        {
            appending += duration;
            appends++;
        }
    }

    /// <summary>A probe has come back after so long.</summary>
    public void Heard(TimeSpan duration)
    {
        lock (exclusive)
        {
            echo = duration > echo ? duration : echo;
        }
    }

    /// <summary>The lag since the last look, and begins the next.</summary>
    public TimeSpan Take()
    {
        var waited = pool.Present;
        pool.Sample();
        lock (exclusive)
        {
            // On average: one append that waited for a fsync of Redis is no lag.
            var append = appends == 0 ? TimeSpan.Zero : appending / appends;
            var longest = new[] { waited, append, echo }.Max();
            (appending, appends, echo) = (TimeSpan.Zero, 0, TimeSpan.Zero);
            return longest;
        }
    }
}
