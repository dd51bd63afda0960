using System.Diagnostics.Metrics;
using Gateway.Api.Composition;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.Overload;

/// <summary>
/// How many requests may be in the gateway. It follows the time that work waits for the gateway's own threads and nothing else: a
/// slow upstream keeps requests here for long, but keeps no thread.
/// </summary>
/// <remarks>
/// What a lower limit does is seen only when the requests of before have left: until then it is not lowered again, or it would fall far
/// below what the gateway can do. While requests are refused it rises slowly for the same reason.
/// </remarks>
internal sealed class GatewayLimit : IHostedService, IDisposable
{
    private const double Cut = 0.8;
    private const double DeepCut = 0.5;

    /// <summary>Waits of so many times what is allowed are cut deep.</summary>
    private const double Deep = 5;

    private const double Growth = 1.1;
    private const double GrowthAtTheEdge = 1.05;

    /// <summary>
    /// Measurements in a row, a tenth of a second of them, in which work may wait before that counts: ten times the load all at once, with the connections that
    /// it opens and the collections that it brings, is worked off by then. A deep wait counts at once.
    /// </summary>
    private const int LateMax = 4;

    /// <summary>Measurements after which a cut has had its effect, whether or not the requests of before have left: one second.</summary>
    private const int PatienceMax = 40;

    private readonly QueueDelay delay;
    private readonly int min;
    private readonly int max;
    private readonly double delayMsMax;
    private volatile int limit;
    private int inFlight;
    private double delayMs;
    private int left;
    private bool hasRefused;

    // Of the thread that measures.
    private int toLeave;
    private int patience;
    private int late;

    public GatewayLimit(IOptions<OverloadOptions> overload, IOptions<ProtectionOptions> protection, IMeterFactory meters, TimeProvider time)
    {
        max = protection.Value.ConcurrentCompositionsMax;
        min = Math.Min(max, overload.Value.GatewayConcurrencyMin);
        delayMsMax = overload.Value.QueueDelayMax.TotalMilliseconds;
        limit = max;
        delay = new(time);
        delay.Measured += Adjust;
        var meter = meters.Create(CompositionMetrics.Name);
        meter.CreateObservableGauge("gateway.queue.delay", () => Volatile.Read(ref delayMs) / 1_000, "s", "Time that work waits for a thread of the gateway.");
        meter.CreateObservableGauge("gateway.limit", () => limit, "{request}", "Requests that may be in the gateway.");
    }

    public int Limit => limit;

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>What work of the gateway waited for a thread of late, ms: for one of the pool, or for the one that hears of its socket, whichever was longer.</summary>
    public double WaitMs => Math.Max(delay.RecentMs, delay.RecentOfSocketsMs);

    /// <inheritdoc cref="QueueDelay.StoodStillMs"/>
    public double StoodStillMs => delay.StoodStillMs;

    /// <summary>Whether what an answer can do without is to be left out.</summary>
    public bool IsUnderPressure => limit < max && InFlight >= limit - (limit / 5);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref inFlight) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref inFlight);
        Volatile.Write(ref hasRefused, true);
        return false;
    }

    public void Leave()
    {
        Interlocked.Decrement(ref inFlight);
        Interlocked.Increment(ref left);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        delay.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => delay.Dispose();

    /// <summary>Sets the limit by a new measurement, ms.</summary>
    internal void Adjust(double waitedMs)
    {
        Volatile.Write(ref delayMs, waitedMs);
        if (waitedMs <= delayMsMax)
        {
            late = 0;
            var isEdge = Volatile.Read(ref hasRefused);
            Volatile.Write(ref hasRefused, false);
            limit = Math.Clamp((int)(limit * (isEdge ? GrowthAtTheEdge : Growth)) + 1, min, max);
            return;
        }

        var isDeep = waitedMs > delayMsMax * Deep;
        if (!isDeep && ++late <= LateMax)
        {
            return;
        }

        if (Interlocked.Exchange(ref left, 0) is var gone && ((toLeave -= gone) <= 0 || --patience <= 0))
        {
            (toLeave, patience) = (InFlight, PatienceMax);
            limit = Math.Clamp((int)(Math.Min(limit, InFlight) * (isDeep ? DeepCut : Cut)), min, max);
        }
    }
}
