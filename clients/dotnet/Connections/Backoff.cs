namespace Chat.Client.Connections;

/// <summary>Pauses before retries: twice as long each time up to a maximum, and spread, so that a herd does not come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Func<double> random)
{
    public Backoff(ChatClientOptions options)
        : this(options.RetryDelayMin, options.RetryDelayMax, Random.Shared.NextDouble)
    {
    }

    /// <summary>A time that the service has named is waited for, but not for ever.</summary>
    private static readonly TimeSpan HintMax = TimeSpan.FromSeconds(30);

    /// <summary>The same, and at least as long as the service wants to be left alone.</summary>
    public TimeSpan After(int failures, TimeSpan? retryAfter)
    {
        var (pause, hint) = (After(failures), retryAfter ?? TimeSpan.Zero);
        // Those who were refused together come back one after the other.
        return pause >= hint ? pause : (hint < HintMax ? hint : HintMax) + (pause / 2);
    }

    /// <summary>The pause before the retry that follows <paramref name="failures"/> failures; half to all of the doubled time.</summary>
    public TimeSpan After(int failures)
    {
        var doubled = first.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        var most = Math.Min(doubled, longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(most * (0.5 + (random() / 2)));
    }
}
