using System.Diagnostics;
using Bench.Gateway.Http;
using Bench.Gateway.Systems;
using Bench.Lab.Load;

namespace Bench.Gateway;

/// <summary>
/// Looks at the services during a stretch, past the gateway: how long their answers really take, and how many calls they have in hand.
/// What a delay of 100 ms is on this machine at this moment is no cost of the gateway.
/// </summary>
internal sealed class ServiceProbe : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Upstreams upstreams;
    private readonly CancellationTokenSource stop;
    private readonly LatencyRecorder[] latencies = [.. Parts.DelaysMs.Select(delay => new LatencyRecorder("service", $"{delay} ms"))];
    private readonly List<double> inFlight = [];
    private readonly Task probing;
    private long calls;
    private long ownInFlight;

    private ServiceProbe(Upstreams upstreams, TimeSpan duration)
    {
        this.upstreams = upstreams;
        stop = new(duration);
        probing = ProbeAsync();
    }

    /// <summary>Begins to look; no longer than <paramref name="duration"/>, since what drains afterwards is no load.</summary>
    public static ServiceProbe Start(Upstreams upstreams, TimeSpan duration) => new(upstreams, duration);

    /// <summary>Ends the looking, its calls under way included.</summary>
    public async Task<ServiceTimes> StopAsync()
    {
        await stop.CancelAsync();
        await probing;
        return new(
            [.. latencies.Select(latency => latency.At(50))], latencies.Average(latency => latency.Result().Mean),
            inFlight.Count == 0 ? 0 : inFlight.Order().ElementAt(inFlight.Count / 2), calls);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await probing;
        stop.Dispose();
    }

    private async Task ProbeAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        var under = new List<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                // Calls of the last round are among those that are counted: they are not the gateway's.
                var own = Interlocked.Read(ref ownInFlight);
                inFlight.Add(Math.Max(0, (await upstreams.CountAsync(stop.Token)).InFlight - own));
                under.AddRange(Parts.DelaysMs.Select((_, index) => CallAsync(index)));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }

        await Task.WhenAll(under);
    }

    private async Task CallAsync(int index)
    {
        var server = new Uri($"http://127.0.0.1:{upstreams.Ports[index]}");
        using var connection = await HttpConnection.OpenAsync(server, Patience);
        Interlocked.Increment(ref calls);
        Interlocked.Increment(ref ownInFlight);
        var began = Stopwatch.GetTimestamp();
        await connection.GetAsync(new RequestBytes(server, $"/ms{Parts.DelaysMs[index]}/1"), Patience);
        latencies[index].DoneSince(began);
        Interlocked.Decrement(ref ownInFlight);
    }
}

/// <param name="MedianMs">What a call took, ms, for each of <see cref="Parts.DelaysMs"/>.</param>
/// <param name="MeanMs">Over all of them, ms.</param>
/// <param name="InFlight">Calls of the gateway in hand, in the middle of the samples.</param>
/// <param name="Calls">Calls of the probe itself.</param>
internal sealed record ServiceTimes(IReadOnlyList<double> MedianMs, double MeanMs, double InFlight, long Calls);
