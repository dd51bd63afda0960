using Gateway.Api.Protection.Overload;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Api.Tests.Protection.Overload;

/// <summary>
/// An upstream of so many slots behind a limit, in simulated time: what a limit does in a minute is seen in milliseconds, and is the same
/// each time.
/// </summary>
internal sealed class SimulatedUpstream(int slots, Func<long, double> serviceMs, OverloadOptions? options = null, Func<double>? ownWaitMs = null, bool othersSlowed = false)
{
    private readonly FakeTimeProvider time = new();
    private readonly PriorityQueue<Call, double> completions = new();
    private readonly Queue<Call> waiting = new();
    private AdaptiveLimit? limit;
    private double nowMs;
    private double stoodStillMs;
    private int busy;
    private long begun;

    public AdaptiveLimit Limit => limit ??= new(options ?? new(), time, ownWaitMs, () => stoodStillMs, () => othersSlowed);

    /// <summary>Offers calls at a fixed rate; each asks first, as a request does at the gateway's door, and then enters.</summary>
    public Outcome Run(double perSecond, double seconds)
    {
        var outcome = new Outcome(seconds);
        var end = nowMs + (seconds * 1_000);
        for (var arrival = nowMs; arrival < end; arrival += 1_000 / perSecond)
        {
            CompleteUntil(arrival, outcome);
            Move(arrival);
            if (Limit.HasRoom() && Limit.TryEnter(isOptional: false, out var entry))
            {
                waiting.Enqueue(new(entry, arrival));
                Begin();
            }
            else
            {
                outcome.Refused++;
            }
        }

        CompleteUntil(end, outcome);
        Move(end);
        return outcome;
    }

    /// <summary>Calls that it works on at the same time.</summary>
    public int Slots { get; set; } = slots;

    /// <summary>All stand still, the gateway and its clients too: then what has ended is heard of at once, and those who waited to call do.</summary>
    public Outcome Pause(double milliseconds, double perSecond)
    {
        Move(nowMs + milliseconds);
        stoodStillMs += milliseconds;
        return Run(perSecond * milliseconds, 0.001);
    }

    /// <summary>Nobody calls.</summary>
    public void Rest(double seconds)
    {
        var end = nowMs + (seconds * 1_000);
        CompleteUntil(end, new(seconds));
        Move(end);
    }

    private void CompleteUntil(double untilMs, Outcome outcome)
    {
        while (completions.TryPeek(out var call, out var at) && at <= untilMs)
        {
            completions.Dequeue();
            Move(at);
            busy--;
            Limit.Leave(call.Entry, CallOutcome.Answered);
            outcome.LatenciesMs.Add(at - call.ArrivedMs);
            Begin();
        }
    }

    private void Begin()
    {
        while (busy < Slots && waiting.TryDequeue(out var call))
        {
            busy++;
            completions.Enqueue(call, nowMs + serviceMs(begun++));
        }
    }

    private void Move(double toMs)
    {
        if (toMs > nowMs)
        {
            time.Advance(TimeSpan.FromMilliseconds(toMs - nowMs));
            nowMs = toMs;
        }
    }

    private sealed record Call(AdaptiveLimit.Entry Entry, double ArrivedMs);

    internal sealed class Outcome(double seconds)
    {
        public List<double> LatenciesMs { get; } = [];

        public long Refused { get; set; }

        public double Goodput => LatenciesMs.Count / seconds;

        public double At(double percentile) => LatenciesMs.Count == 0 ? double.NaN : LatenciesMs.Order().ElementAt((int)(LatenciesMs.Count * percentile / 100));

        public override string ToString() => FormattableString.Invariant($"{Goodput:0} calls/s, p50 {At(50):0}, p99 {At(99):0} ms, {Refused} refused");
    }
}
