using Polly;
using Polly.CircuitBreaker;

namespace Gateway.Api.Protection.Breakers;

/// <summary>
/// Spares a service that only fails its calls, and callers the wait for them. Windows, ratio and states are Polly's circuit breaker, but
/// calls do not run inside it, which would cost several allocations each: while it is closed it is told how each call ended, which waits
/// for nothing and allocates nothing; while it is open one word in memory says so; only a probe runs inside.
/// </summary>
internal sealed class Breaker
{
    /// <summary>A service that answered others a moment ago is not down, however busy.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Polly's pauses go by the clock on the wall, ours by the monotonic one: where they differ, the probe comes as much later.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    private static readonly Outcome<bool> Well = Outcome.FromResult(true);
    private static readonly Outcome<bool> Unwell = Outcome.FromResult(false);

    private readonly TimeProvider time;
    private readonly Action<Breaker, BreakerState, TimeSpan> changed;
    private readonly CircuitBreakerStateProvider states = new();
    private readonly ResiliencePipeline<bool>? pipeline;

    /// <summary>Timestamp until which nothing is asked; 0: closed.</summary>
    private long openUntil;
    private long goodAt = long.MinValue;
    private long closedAt = long.MinValue;

    /// <param name="service">Whose calls.</param>
    /// <param name="settings">When to open and for how long; null: never.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="changed">Is told each new state, and the pause that begins with it; must be quick.</param>
    public Breaker(string service, BreakerSettings? settings, TimeProvider time, Action<Breaker, BreakerState, TimeSpan> changed)
    {
        (Service, Settings, this.time, this.changed) = (service, settings, time, changed);
        pipeline = settings is null ? null : new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddCircuitBreaker(new()
            {
                FailureRatio = settings.FailureRatio,
                MinimumThroughput = settings.CallsMin,
                SamplingDuration = settings.Window,
                BreakDurationGenerator = arguments => ValueTask.FromResult(Open(settings.Pause(arguments.HalfOpenAttempts))),
                ShouldHandle = static arguments => ValueTask.FromResult(!arguments.Outcome.Result),
                StateProvider = states,
            })
            .Build();
    }

    public string Service { get; }

    public BreakerSettings? Settings { get; }

    public BreakerState State => Volatile.Read(ref openUntil) == 0 ? BreakerState.Closed
        : states.CircuitState == CircuitState.HalfOpen ? BreakerState.HalfOpen : BreakerState.Open;

    /// <summary>Whether a call would be refused now. Changes nothing.</summary>
    public bool IsRefusing => Volatile.Read(ref openUntil) is var until and not 0 && time.GetTimestamp() < until;

    /// <summary>Time until the service is asked again; zero where it is asked.</summary>
    public TimeSpan Left => Volatile.Read(ref openUntil) is var until and not 0 && time.GetTimestamp() is var now && now < until
        ? time.GetElapsedTime(now, until)
        : TimeSpan.Zero;

    /// <summary>Begins a call, or answers false: it fails at once.</summary>
    /// <param name="pass">To be given back to <see cref="Leave"/>.</param>
    public bool TryEnter(out Pass pass)
    {
        var until = Volatile.Read(ref openUntil);
        var now = time.GetTimestamp();
        pass = new(now, null);
        return until == 0 || (now >= until && TryProbe(until, now, out pass));
    }

    /// <summary>Ends a call.</summary>
    public void Leave(Pass pass, CallVerdict verdict)
    {
        if (pass.Probe is { } probe)
        {
            // A probe that says nothing leaves the service where it was.
            probe.End(verdict is CallVerdict.Good ? Well : Unwell);
            return;
        }

        if (verdict is CallVerdict.None || pipeline is null || Volatile.Read(ref openUntil) != 0 || pass.At < Volatile.Read(ref closedAt))
        {
            return;
        }

        var now = time.GetTimestamp();
        if (verdict is CallVerdict.Good)
        {
            Volatile.Write(ref goodAt, now);
        }
        else if (verdict is CallVerdict.Busy && Volatile.Read(ref goodAt) >= Math.Min(pass.At, now - Ticks(Moment)))
        {
            return;
        }

        Tell(verdict is CallVerdict.Good ? Well : Unwell);
    }

    private bool TryProbe(long until, long now, out Pass pass)
    {
        pass = default;
        // One caller asks; should its probe never end, another asks after as long as the first pause.
        if (Interlocked.CompareExchange(ref openUntil, now + Ticks(Settings!.Window), until) != until)
        {
            return false;
        }

        var probe = new Probe();
        _ = RunAsync(probe);
        if (!probe.HasBegun)
        {
            Interlocked.CompareExchange(ref openUntil, now + Ticks(Slack), now + Ticks(Settings.Window));
            return false;
        }

        changed(this, BreakerState.HalfOpen, TimeSpan.Zero);
        pass = new(now, probe);
        return true;
    }

    private async Task RunAsync(Probe probe)
    {
        var context = ResilienceContextPool.Shared.Get();
        await pipeline!.ExecuteOutcomeAsync(static (_, probe) => probe.Begin(), context, probe);
        ResilienceContextPool.Shared.Return(context);
        if (probe.HasBegun && states.CircuitState == CircuitState.Closed)
        {
            Volatile.Write(ref closedAt, time.GetTimestamp());
            Volatile.Write(ref openUntil, 0);
            changed(this, BreakerState.Closed, TimeSpan.Zero);
        }
    }

    /// <summary>Polly's count of a call that is over; it ends at once, since nothing in it waits.</summary>
    private void Tell(Outcome<bool> outcome)
    {
        var context = ResilienceContextPool.Shared.Get();
        var told = pipeline!.ExecuteOutcomeAsync(static (_, outcome) => ValueTask.FromResult(outcome), context, outcome);
        if (told.IsCompletedSuccessfully)
        {
            _ = told.Result;
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Called by Polly, under its lock, when it opens.</summary>
    private TimeSpan Open(TimeSpan pause)
    {
        Volatile.Write(ref openUntil, time.GetTimestamp() + Ticks(pause + Slack));
        changed(this, BreakerState.Open, pause);
        return pause;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>A call that was let through.</summary>
    /// <param name="At">When it began.</param>
    /// <param name="Probe">It decides whether others are let through; null: an ordinary one.</param>
    internal readonly record struct Pass(long At, Probe? Probe);

    /// <summary>The one call of a half-open breaker.</summary>
    internal sealed class Probe
    {
        // What follows runs on the thread that ends the call: whoever sees the answer sees the new state.
        private readonly TaskCompletionSource<Outcome<bool>> ended = new();

        public bool HasBegun { get; private set; }

        public ValueTask<Outcome<bool>> Begin()
        {
            HasBegun = true;
            return new(ended.Task);
        }

        public void End(Outcome<bool> outcome) => ended.TrySetResult(outcome);
    }
}
