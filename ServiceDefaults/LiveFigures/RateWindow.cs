namespace ServiceDefaults.LiveFigures;

/// <summary>How fast a growing total grows, over the last ten samples. Used by one thread.</summary>
internal sealed class RateWindow
{
    /// <summary>One sample each second: ten seconds lie between the newest and the oldest.</summary>
    private const int Samples = 11;

    private readonly Queue<(long At, double Total)> samples = new(Samples);

    /// <summary>Per second, from the oldest sample to the newest; 0 before there are two.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Per second, between the last two samples; 0 before there are two.</summary>
    public double PerSecondLately { get; private set; }

    public void Add(TimeProvider time, long now, double total)
    {
        if (samples.Count > 0)
        {
            PerSecond = Slope(time, samples.Peek(), (now, total));
            PerSecondLately = Slope(time, samples.Last(), (now, total));
        }

        if (samples.Count == Samples)
        {
            samples.Dequeue();
        }

        samples.Enqueue((now, total));
    }

    /// <summary>A total that has shrunk was begun anew by its owner; that is no negative rate.</summary>
    private static double Slope(TimeProvider time, (long At, double Total) from, (long At, double Total) to) =>
        time.GetElapsedTime(from.At, to.At) is { Ticks: > 0 } elapsed ? Math.Max(0, to.Total - from.Total) / elapsed.TotalSeconds : 0;
}
