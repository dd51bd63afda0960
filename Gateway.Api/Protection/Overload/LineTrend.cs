namespace Gateway.Api.Protection.Overload;

/// <summary>
/// Sees a line that builds up where single calls tell nothing: calls under way that grow in two stretches one after the other, each
/// two fifths of an answer or longer, while what the upstream does becomes no less. An upstream that became slower shows the first of the two only.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="answers">Length of a stretch in answers.</param>
/// <param name="least">Its least length.</param>
/// <param name="grown">Calls under way at its end over those at its begin.</param>
/// <param name="grownBoth">The same of both stretches together: a machine that stands still for a moment is no line.</param>
internal sealed class LineTrend(TimeProvider time, double answers, TimeSpan least, double grown, double grownBoth)
{
    /// <summary>Calls that the growth must have beside its share: few calls differ by chance.</summary>
    private const int GrownCalls = 4;

    /// <summary>What it does in the second stretch over the first: less, and it became slower, or works off a stop.</summary>
    private const double DoneMin = 0.75;

    /// <summary>Calls under way at the end of a stretch over those at its begin, up or down, within which nothing moved.</summary>
    private const double SteadyShare = 0.05;

    private long began;
    private int atBegin;
    private int atBeginOfFirst;
    private int calls;
    private double sumMs;
    private double perMsBefore;
    private bool hasGrown;

    /// <summary>For a load far above what the upstream does.</summary>
    public static LineTrend Quick(TimeProvider time) => new(time, 0.4, TimeSpan.FromMilliseconds(50), 1.15, 1.5);

    /// <summary>For one that is a little above.</summary>
    public static LineTrend Slow(TimeProvider time) => new(time, 4, TimeSpan.FromMilliseconds(500), 1.1, 1.21);

    /// <summary>A line builds up: told by the window that ends the second stretch.</summary>
    public bool Builds { get; private set; }

    /// <summary>Mean latency of a stretch that has just ended and in which nothing moved, ms; else 0.</summary>
    public double SteadyMs { get; private set; }

    /// <summary>Notes a window.</summary>
    public void Note(long now, int inFlight, in CallWindow window)
    {
        (Builds, SteadyMs) = (false, 0);
        calls += window.Calls;
        sumMs += window.Calls * window.MeanMs;
        var took = began == 0 ? TimeSpan.Zero : time.GetElapsedTime(began, now);
        if (began != 0 && (took < least || took.TotalMilliseconds < window.MeanMs * answers))
        {
            return;
        }

        if (began != 0)
        {
            End(inFlight, calls / took.TotalMilliseconds);
        }

        (began, atBegin, calls, sumMs) = (now, inFlight, 0, 0);
    }

    private void End(int inFlight, double perMs)
    {
        var grows = inFlight > (atBegin * grown) + GrownCalls;
        Builds = grows && hasGrown && inFlight > atBeginOfFirst * grownBoth && perMs >= perMsBefore * DoneMin;
        SteadyMs = Math.Abs(inFlight - atBegin) <= atBegin * SteadyShare ? sumMs / calls : 0;
        (hasGrown, perMsBefore, atBeginOfFirst) = (grows, perMs, atBegin);
    }
}
