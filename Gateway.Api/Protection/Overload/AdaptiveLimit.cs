namespace Gateway.Api.Protection.Overload;

/// <summary>
/// How many calls to one upstream may be under way, found from the latency that they see. Nothing is refused until latency says
/// that calls wait in line at the upstream; then the limit is what the upstream really does: its throughput times the latency that it
/// has without a line (Little's law), and a little more.
/// </summary>
/// <remarks>
/// The latency without a line is learnt from calls that began while few were under way. While the limit refuses calls there are few
/// of those, and what was learnt may be wrong: then, and only then, the limit is lowered for a moment to learn it anew. A limiter that
/// does so on a schedule refuses calls of an upstream that is well.
/// </remarks>
internal sealed class AdaptiveLimit(OverloadOptions options, TimeProvider time)
{
    // A window ends when both are reached: short, since every call that is let in too many waits behind all the others.
    private const int WindowCallsMin = 10;
    private static readonly TimeSpan WindowMin = TimeSpan.FromMilliseconds(50);

    /// <summary>Latency over the one without a line, from which on calls are said to wait.</summary>
    private const double Waiting = 1.3;

    /// <summary>Room above what the upstream does at once: without it a free slot would wait for a call instead.</summary>
    private const double Headroom = 1.25;

    private const double Growth = 1.25;
    private const double QuietWeightMin = 0.05;

    private static readonly TimeSpan ProbeSoon = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbeLater = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ProbeMax = TimeSpan.FromSeconds(2);

    private readonly Lock exclusive = new();
    private volatile int limit = options.UpstreamConcurrencyMax;
    private int inFlight;

    // All below under the lock.
    private long windowBegan;
    private int calls;
    private double sumMs;
    private int most;
    private bool hasRefused;
    private double baselineMs;
    private int quietCalls;
    private long saturatedSince;
    private TimeSpan probeAfter = ProbeSoon;
    private Probe? probe;

    /// <summary>Calls that may be under way now.</summary>
    public int Limit => limit;

    /// <summary>Calls under way.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Whether a call would be refused now.</summary>
    public bool IsFull => InFlight >= limit;

    /// <summary>Latency without a line, ms; 0 before anything was learnt.</summary>
    public double BaselineMs
    {
        get
        {
            lock (exclusive)
            {
                return baselineMs;
            }
        }
    }

    /// <summary>Begins a call, or answers false: it is to be refused.</summary>
    /// <param name="isOptional">Whether an answer can do without it: such calls leave the last fifth of the limit to the others.</param>
    /// <param name="entry">To be given back to <see cref="Leave"/>.</param>
    public bool TryEnter(bool isOptional, out Entry entry)
    {
        var allowed = isOptional ? limit - (limit / 5) : limit;
        var under = Interlocked.Increment(ref inFlight);
        if (under > allowed)
        {
            Interlocked.Decrement(ref inFlight);
            Volatile.Write(ref hasRefused, true);
            entry = default;
            return false;
        }

        entry = new(time.GetTimestamp(), under);
        return true;
    }

    /// <summary>Ends a call.</summary>
    public void Leave(Entry entry, CallOutcome outcome)
    {
        Interlocked.Decrement(ref inFlight);
        if (outcome is CallOutcome.Failed)
        {
            // A refused connection or a quick error says nothing of the time that an answer takes.
            return;
        }

        var now = time.GetTimestamp();
        var tookMs = time.GetElapsedTime(entry.At, now).TotalMilliseconds;
        lock (exclusive)
        {
            // A caller who left early knows only that it took longer.
            if (outcome is CallOutcome.Answered || tookMs > baselineMs)
            {
                Note(entry, tookMs, outcome);
            }

            if (calls >= WindowCallsMin && time.GetElapsedTime(windowBegan, now) >= WindowMin)
            {
                EndWindow(now);
            }
        }
    }

    private void Note(Entry entry, double tookMs, CallOutcome outcome)
    {
        windowBegan = windowBegan == 0 ? entry.At : windowBegan;
        calls++;
        sumMs += tookMs;
        most = Math.Max(most, entry.Under);
        if (outcome is not CallOutcome.Answered)
        {
            return;
        }

        if (probe is not null)
        {
            probe.Note(entry, tookMs);
        }
        else if (entry.Under <= options.UpstreamConcurrencyMin)
        {
            quietCalls++;
            baselineMs += Math.Max(1.0 / quietCalls, QuietWeightMin) * (tookMs - baselineMs);
        }
    }

    private void EndWindow(long now)
    {
        var meanMs = sumMs / calls;
        var perMs = calls / time.GetElapsedTime(windowBegan, now).TotalMilliseconds;
        var isFull = most >= limit || Volatile.Read(ref hasRefused);
        if (probe is not null)
        {
            EndProbe(now);
        }
        else if (baselineMs > 0)
        {
            Adjust(meanMs, perMs, isFull);
            WatchSaturation(isFull, perMs, now);
        }

        (windowBegan, calls, sumMs, most) = (now, 0, 0, 0);
        Volatile.Write(ref hasRefused, false);
    }

    private void Adjust(double meanMs, double perMs, bool isFull)
    {
        var waits = meanMs > baselineMs * Waiting && most > options.UpstreamConcurrencyMin;
        limit = waits ? Bound(Math.Min(limit, perMs * baselineMs * Headroom))
            : isFull ? Bound(limit + Math.Max(1, Math.Sqrt(limit) / 4))
            : Bound((limit * Growth) + 1);
    }

    private void WatchSaturation(bool isFull, double perMs, long now)
    {
        if (!isFull)
        {
            (saturatedSince, probeAfter) = (0, ProbeSoon);
            return;
        }

        saturatedSince = saturatedSince == 0 ? now : saturatedSince;
        if (time.GetElapsedTime(saturatedSince, now) >= probeAfter && limit > options.UpstreamConcurrencyMin)
        {
            probe = new(perMs, now);
            limit = Bound(limit / 4.0);
        }
    }

    private void EndProbe(long now)
    {
        // The line that stood there when the probe began must go first: calls of the probe are those that began under its limit.
        probe!.Began = probe.Began == 0 && InFlight <= limit ? now : probe.Began;
        if (probe.Calls < WindowCallsMin && time.GetElapsedTime(probe.At, now) < ProbeMax)
        {
            return;
        }

        if (probe.Calls > 0)
        {
            var before = baselineMs;
            baselineMs = probe.MeanMs;
            // What was learnt was wrong: it may still be.
            probeAfter = baselineMs < before * 0.8 ? ProbeSoon : ProbeLater;
        }

        limit = Bound(probe.PerMsBefore * baselineMs * Headroom);
        (probe, saturatedSince) = (null, now);
    }

    private int Bound(double value) => (int)Math.Clamp(Math.Round(value), options.UpstreamConcurrencyMin, options.UpstreamConcurrencyMax);

    /// <param name="At">When the call began.</param>
    /// <param name="Under">Calls that were under way then, with this one.</param>
    internal readonly record struct Entry(long At, int Under);

    /// <summary>A moment of few calls, to learn the latency without a line.</summary>
    private sealed class Probe(double perMsBefore, long at)
    {
        private double sumMs;

        /// <summary>What the upstream did before, calls per ms: what it does under the probe's limit is less.</summary>
        public double PerMsBefore { get; } = perMsBefore;

        public long At { get; } = at;

        public long Began { get; set; }

        public int Calls { get; private set; }

        public double MeanMs => sumMs / Calls;

        public void Note(Entry entry, double tookMs)
        {
            if (Began != 0 && entry.At >= Began)
            {
                Calls++;
                sumMs += tookMs;
            }
        }
    }
}

/// <summary>How a call ended, as far as its latency is concerned.</summary>
internal enum CallOutcome
{
    /// <summary>The upstream answered.</summary>
    Answered,

    /// <summary>The caller did not wait for the answer.</summary>
    GivenUp,

    /// <summary>No connection, a broken one, or an error of the upstream.</summary>
    Failed,
}
