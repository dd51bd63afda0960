using System.Diagnostics.Metrics;
using Gateway.Api.Composition;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.Overload;

/// <summary>
/// How many requests may be in the gateway. It follows the time that work waits for the gateway's own threads and nothing else: a
/// slow upstream keeps requests here for long, but keeps no thread.
/// </summary>
internal sealed class GatewayLimit : IHostedService, IDisposable
{
    private const double Cut = 0.8;
    private const double Growth = 1.1;

    private readonly QueueDelay delay;
    private readonly int min;
    private readonly int max;
    private readonly double delayMsMax;
    private volatile int limit;
    private int inFlight;
    private double delayMs;

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

    /// <summary>Whether what an answer can do without is to be left out.</summary>
    public bool IsUnderPressure => limit < max && InFlight >= limit - (limit / 5);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref inFlight) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref inFlight);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);

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
        limit = waitedMs > delayMsMax
            ? Math.Clamp((int)(Math.Min(limit, InFlight) * Cut), min, max)
            : Math.Clamp((int)(limit * Growth) + 1, min, max);
    }
}
