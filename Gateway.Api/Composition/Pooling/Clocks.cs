namespace Gateway.Api.Composition.Pooling;

/// <summary>Sources of cancellation that end after a time, used again where they did not: a source and its timer are 400 bytes.</summary>
internal sealed class Clocks(TimeProvider time)
{
    private const int KeptMax = 1_024;

    private readonly KeptStack<CancellationTokenSource> kept = new(KeptMax);

    /// <summary>One that ends after <paramref name="patience"/>.</summary>
    public CancellationTokenSource Start(TimeSpan patience)
    {
        if (kept.TryPop() is not { } clock)
        {
            return new(patience, time);
        }

        clock.CancelAfter(patience);
        return clock;
    }

    /// <summary>Gives one back that nobody looks at any more.</summary>
    public void Stop(CancellationTokenSource clock)
    {
        // A source that has ended, or whose timer is not the system's, cannot be used again.
        if (!clock.TryReset() || !kept.TryPush(clock))
        {
            clock.Dispose();
        }
    }
}
