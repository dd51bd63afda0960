namespace Chat.Client.Connections;

/// <summary>Pauses before retries: twice as long each time up to a maximum, and spread, so that a herd does not come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Func<double> random)
{
    public Backoff(ChatClientOptions options)
        : this(options.RetryDelayMin, options.RetryDelayMax, Random.Shared.NextDouble)
    {
    }

    /// <summary>The pause before the retry that follows <paramref name="failures"/> failures; half to all of the doubled time.</summary>
    public TimeSpan After(int failures)
    {
        var doubled = first.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        var most = Math.Min(doubled, longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(most * (0.5 + (random() / 2)));
    }
}
