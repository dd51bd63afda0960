namespace Gateway.Api.Protection.Overload;

/// <summary>
/// How many calls to one upstream may be under way, found from the latency that they see. Nothing is refused until calls take the longer
/// the more of them are under way: then they wait in line at the upstream, and the limit becomes what the upstream really does, its
/// throughput times the latency that it has without a line (Little's law), and a little more.
/// </summary>
/// <remarks>
/// An upstream that is slow by itself, or has slow paths beside fast ones, is no reason to refuse anything. So a limit that is lowered
/// much is on trial (<see cref="LimitTrial"/>) and is given back where latency did not follow. Under a load that is always too much,
/// the same trial is repeated now and then: what was learnt may be wrong.
/// </remarks>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
/// <param name="ownWaitMs">What work of the gateway itself waits for a thread, ms; null: nothing.</param>
/// <param name="stoodStillMs">For how long the gateway has stood still since it began, ms: a call that was under way meanwhile took no longer for that; null: not at all.</param>
/// <param name="othersSlowed">Whether calls to other services take longer as well (<see cref="HasSlowed"/>); null: there are none.</param>
internal sealed class AdaptiveLimit(
    OverloadOptions options, TimeProvider time, Func<double>? ownWaitMs = null, Func<double>? stoodStillMs = null, Func<bool>? othersSlowed = null)
{
    /// <summary>Calls that say something. A window has so many and lasts so long: short, since every call that is let in too many waits behind all the others.</summary>
    public const int CallsMin = 10;
    private static readonly TimeSpan WindowMin = TimeSpan.FromMilliseconds(50);

    /// <summary>Latency over the one without a line, from which on calls may wait.</summary>
    private const double Waiting = 1.3;

    /// <summary>
    /// A call waits so many times for a thread of the gateway: as it is sent, as its answer comes, as that goes on. Where the machine is
    /// full this is much, and more with each call, as in a line; but it is the gateway's own, and <see cref="GatewayLimit"/> bounds it.
    /// </summary>
    private const double OwnWaits = 3;

    /// <summary>Elasticity of a line and nothing else.</summary>
    private const double PlainLine = 0.8;

    /// <summary>Room above what the upstream does at once: without it a free slot would wait for a call instead.</summary>
    private const double Headroom = 1.25;

    /// <summary>A limit that fell further than this since it was last known to be right is tried.</summary>
    private const double SmallCut = 0.6;

    /// <summary>A trial has at most this share of the calls under way before: else it could not show a difference.</summary>
    private const double Fewer = 0.7;

    /// <summary>Windows in a row in which calls stood at the highest limit, from which on that is no burst.</summary>
    private const int FullWindows = 6;

    private const double Growth = 1.25;
    private const double FastGrowth = 1.5;
    private const double PaceWeight = 0.3;

    /// <summary>
    /// For so long calls must have taken longer before a line is believed that stands before other services at the same time: these have a machine or a network
    /// in common, and a spike that opens all its connections at once is worked off by then.
    /// </summary>
    private static readonly TimeSpan SlowIfShared = TimeSpan.FromMilliseconds(400);

    /// <summary>For so long calls that took longer are said to do so.</summary>
    private static readonly TimeSpan SlowedFor = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan TrialSoon = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TrialLater = TimeSpan.FromSeconds(15);

    private readonly Lock exclusive = new();
    private readonly Baseline baseline = new();
    private readonly RecentPeak peak = new(time);
    private readonly QuietTime quiet = new(options.UpstreamConcurrencyMin, time);
    private volatile int limit = options.UpstreamConcurrencyMax;
    private int inFlight;

    /// <summary>Read by the limits of other services, whose calls must not wait for this one's lock.</summary>
    private long slowedAt;

    // All below under the lock.
    private LineTrend quick = LineTrend.Quick(time);
    private LineTrend slow = LineTrend.Slow(time);
    private CallWindow window;
    private CallWindow begunInWindow;
    private bool hasRefused;
    private double pace;
    private int settled = options.UpstreamConcurrencyMax;
    private int fullAndWell;
    private int fullWindows;
    private long slowSince;
    private long saturatedSince;
    private TimeSpan trialAfter = TrialSoon;
    private LimitTrial? trial;
    private Refutation? refuted;

    /// <summary>Calls that may be under way now.</summary>
    public int Limit => limit;

    /// <summary>Calls under way.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Whether calls of late took longer than they do without a line.</summary>
    public bool HasSlowed => Volatile.Read(ref slowedAt) is not 0 and var at && time.GetElapsedTime(at) < SlowedFor;

    /// <summary>Whether a call would be let in now. Where the answer is no, somebody is refused for it: the limit must know that it is what bounds the calls.</summary>
    public bool HasRoom()
    {
        if (InFlight < limit)
        {
            return true;
        }

        Refused();
        return false;
    }

    /// <summary>Latency without a line, ms; 0 before anything was learnt.</summary>
    public double BaselineMs
    {
        get
        {
            lock (exclusive)
            {
                return baseline.Ms;
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
            Refused();
            entry = default;
            return false;
        }

        entry = new(time.GetTimestamp(), under, StoodStillMs);
        if (quiet.EndsWith(entry.At, under))
        {
            BeginAnew();
        }

        return true;
    }

    private void Refused()
    {
        Volatile.Write(ref hasRefused, true);
        quiet.Refused();
    }

    /// <summary>Ends a call.</summary>
    public void Leave(Entry entry, CallOutcome outcome)
    {
        var now = time.GetTimestamp();
        quiet.Left(now, Interlocked.Decrement(ref inFlight));
        if (outcome is CallOutcome.Failed)
        {
            // A refused connection or a quick error says nothing of the time that an answer takes.
            return;
        }

        var stillMs = StoodStillMs - entry.StoodStillMs;
        var tookMs = Math.Max(0, time.GetElapsedTime(entry.At, now).TotalMilliseconds - stillMs);
        lock (exclusive)
        {
            // A caller who left early knows only that it took longer.
            if (outcome is CallOutcome.Answered || tookMs > baseline.Ms)
            {
                Note(entry, tookMs, outcome is CallOutcome.GivenUp, stillMs);
            }

            if (window.Calls >= CallsMin && time.GetElapsedTime(window.Began, now) >= WindowMin)
            {
                EndWindow(now);
            }
        }
    }

    /// <summary>After a quiet time nobody waits in a line: what stood in the way of the load before stands in nobody's way now.</summary>
    private void BeginAnew()
    {
        lock (exclusive)
        {
            (refuted, pace, fullAndWell, fullWindows, slowSince, saturatedSince, trialAfter) = (null, 0, 0, 0, 0, 0, TrialSoon);
            (window, begunInWindow, quick, slow) = (default, default, LineTrend.Quick(time), LineTrend.Slow(time));
            Settle(options.UpstreamConcurrencyMax);
        }
    }

    private void Note(Entry entry, double tookMs, bool isGivenUp, double stillMs)
    {
        window = window.Calls == 0 && window.Began == 0 ? new(entry.At) : window;
        window.Note(entry.Under, tookMs, isGivenUp, stillMs);
        if (entry.At >= window.Began)
        {
            begunInWindow.Note(entry.Under, tookMs, isGivenUp);
        }

        trial?.Note(entry, tookMs, isGivenUp);
        if (!isGivenUp && entry.Under <= options.UpstreamConcurrencyMin && trial is null)
        {
            baseline.LearnQuiet(tookMs);
        }
    }

    private void EndWindow(long now)
    {
        var perMs = peak.Note(now, Pace(window.Calls / time.GetElapsedTime(window.Began, now).TotalMilliseconds));
        var isFull = window.Most >= limit || Volatile.Read(ref hasRefused);
        fullWindows = isFull ? fullWindows + 1 : 0;
        NoteSlow(now);
        quick.Note(now, InFlight, window);
        slow.Note(now, InFlight, window);
        var builds = quick.Builds || slow.Builds;
        if (trial is not null)
        {
            EndTrial(perMs, now);
        }
        else if (isFull && window.MeanMs * Waiting < baseline.Ms && !window.IsMostlyGivenUp)
        {
            baseline.LearnQuicker(window.MeanMs);
            Grow(isFull);
        }
        else if (Waits(isFull, builds, now))
        {
            Cut(perMs, builds, now);
        }
        else
        {
            if (!isFull)
            {
                baseline.LearnSlower(slow.SteadyMs - OwnMs);
            }

            Grow(isFull);
            TryAgain(isFull, perMs, now);
        }

        (window, begunInWindow) = (new(now), new(now));
        Volatile.Write(ref hasRefused, false);
    }

    private double StoodStillMs => stoodStillMs?.Invoke() ?? 0;

    /// <summary>What a call took that was no matter of the upstream, ms.</summary>
    private double OwnMs => ownWaitMs is null ? 0 : OwnWaits * ownWaitMs();

    private void NoteSlow(long now)
    {
        var isSlow = window.Most > options.UpstreamConcurrencyMin && baseline.Ms > 0 && window.MeanMs - OwnMs > baseline.LongestMs(Waiting);
        slowSince = !isSlow ? 0 : slowSince == 0 ? window.Began : slowSince;
        if (isSlow)
        {
            Volatile.Write(ref slowedAt, now);
        }
    }

    /// <summary>Whether calls wait in line. While none is refused, longer calls alone do not say so: the number of calls must have made them longer.</summary>
    private bool Waits(bool isFull, bool builds, long now) =>
        slowSince != 0
        && !IsRefuted
        && ((isFull && IsFullForLong) || builds || window.IsMostlyGivenUp || window.IsLine)
        && (IsOnlyHere || time.GetElapsedTime(slowSince, now) >= SlowIfShared);

    /// <summary>A limit that was lowered already has shown that it is this service that has a line.</summary>
    private bool IsOnlyHere => IsLowered || window.IsMostlyGivenUp || othersSlowed?.Invoke() != true;

    /// <summary>
    /// A limit that was never lowered is reached by a burst as well as by a line: calls that all come at once when the gateway goes on after it stood still. That passes.
    /// </summary>
    private bool IsFullForLong => IsLowered || fullWindows >= FullWindows;

    private bool IsLowered => limit < options.UpstreamConcurrencyMax;

    private bool IsRefuted => !window.IsMostlyGivenUp && refuted?.Covers(window.MeanMs - OwnMs) == true;

    /// <summary>
    /// What the upstream does, calls per ms, over the last few windows: one alone has few calls. A cut asks for the highest of late, since fewer
    /// calls are done while fewer are let in, and a limit that follows that would only fall.
    /// </summary>
    private double Pace(double perMs) => pace = pace == 0 ? perMs : pace + (PaceWeight * (perMs - pace));

    /// <summary>
    /// Calls under way that an upstream needs to do so much (Little's law), and a little more. They are under way for as long as the gateway itself keeps them
    /// waiting, too: on a full machine fewer would be done else, for nothing.
    /// </summary>
    private double Needed(double perMs, double ownMs) => perMs * (baseline.LongestMs(Headroom) + ownMs);

    private void Cut(double perMs, bool builds, long now)
    {
        fullAndWell = 0;
        if (limit <= options.UpstreamConcurrencyMin && !window.IsMostlyGivenUp)
        {
            // So few calls make no line.
            baseline.Set(window.MeanMs);
            return;
        }

        var target = window.IsMostlyGivenUp ? options.UpstreamConcurrencyMin : Needed(perMs, OwnMs + window.MeanStillMs);
        if (target >= settled * SmallCut && !window.IsMostlyGivenUp && IsLowered)
        {
            limit = Bound(Math.Min(limit, target));
            TryAgain(isFull: true, perMs, now);
            return;
        }

        // A plain line is cut to what the upstream does; where it is not plain, half of the calls must show what the other half does.
        Try(builds || window.IsMostlyGivenUp || window.Elasticity >= PlainLine ? target : Math.Max(target, Math.Min(limit, window.Most) / 2.0), perMs, now, isCut: true);
    }

    /// <summary>Puts a lower limit on trial.</summary>
    /// <param name="lower">The limit.</param>
    /// <param name="perMs">What the upstream does.</param>
    /// <param name="now">Now.</param>
    /// <param name="isCut">Whether a line was seen; else one is looked for.</param>
    private void Try(double lower, double perMs, long now, bool isCut)
    {
        trial = new(Math.Min(limit, window.Most), window, begunInWindow, OwnMs, perMs, now, time) { IsCut = isCut };
        limit = Bound(Math.Min(lower, Math.Min(limit, window.MeanUnder) * Fewer));
    }

    private void Grow(bool isFull)
    {
        fullAndWell = isFull ? fullAndWell + 1 : 0;
        limit = Bound(fullAndWell switch
        {
            0 => (limit * Growth) + 1,
            // At the edge of a line by small steps; where none shows itself, the limit is what is wrong.
            <= 6 => limit + Math.Max(1, Math.Sqrt(limit) / 4),
            _ => limit * FastGrowth,
        });
        settled = Math.Max(settled, limit);
    }

    private void TryAgain(bool isFull, double perMs, long now)
    {
        if (!isFull)
        {
            (saturatedSince, trialAfter) = (0, TrialSoon);
            return;
        }

        saturatedSince = saturatedSince == 0 ? now : saturatedSince;
        if (time.GetElapsedTime(saturatedSince, now) >= trialAfter && limit > options.UpstreamConcurrencyMin)
        {
            Try(limit / 2.0, perMs, now, isCut: false);
        }
    }

    private void EndTrial(double perMs, long now)
    {
        var ended = trial!;
        ended.Did(perMs);
        if (InFlight <= limit)
        {
            ended.Begin(now);
        }

        if (!ended.IsOver(now))
        {
            return;
        }

        saturatedSince = now;
        if (ended.Calls == 0 || ended.IsMostlyGivenUp)
        {
            Settle(limit);
        }
        else if (ended.ShowsLine(OwnMs))
        {
            Confirm(ended, now);
        }
        else
        {
            baseline.Set(ended.UpstreamMs(OwnMs));
            trialAfter = TrialLater;
            // Half of the calls at the edge of a line take no less time, and that says nothing of what made a limit be cut.
            refuted = ended.IsCut ? new(ended.MsBefore, now, time) : refuted;
            Settle(Math.Max(ended.From, Needed(ended.PerMs, ended.OwnMsBefore)));
        }
    }

    private void Confirm(LimitTrial ended, long now)
    {
        var before = baseline.Ms;
        var tookMs = ended.UpstreamMs(OwnMs);
        baseline.Lower(tookMs);
        trialAfter = baseline.Ms < before * 0.8 ? TrialSoon : TrialLater;
        if (tookMs > baseline.LongestMs(Waiting) && limit > options.UpstreamConcurrencyMin)
        {
            Try(Math.Max(Needed(ended.PerMs, ended.OwnMsBefore), limit / 2.0), ended.PerMs, now, ended.IsCut);
            return;
        }

        Settle(Math.Min(ended.From, Needed(ended.PerMs, ended.OwnMsBefore)));
    }

    private void Settle(double value)
    {
        trial = null;
        limit = settled = Bound(value);
    }

    private int Bound(double value) => (int)Math.Clamp(Math.Round(value), options.UpstreamConcurrencyMin, options.UpstreamConcurrencyMax);

    /// <param name="At">When the call began.</param>
    /// <param name="Under">Calls that were under way then, with this one.</param>
    /// <param name="StoodStillMs">For how long the gateway had stood still by then, ms in all.</param>
    internal readonly record struct Entry(long At, int Under, double StoodStillMs);
}
