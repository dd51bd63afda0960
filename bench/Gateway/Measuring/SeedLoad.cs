using Bench.Gateway.Systems;
using Bench.Lab.Load;
using Bench.Lab.Running;

namespace Bench.Gateway.Measuring;

/// <summary>The seed's load: the normal rate with slow services and with fast ones, and the spike.</summary>
internal sealed class SeedLoad(GatewayUnderLoad gateway, GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
{
    /// <summary>What an answer may take above its slowest service and still count for the rate.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(50);

    private readonly LatencyRecorder normal = new("gateway.normal", $"composed answer, {plan.RequestsPerSecond:N0} req/s, services of 100 to 500 ms");
    private readonly LatencyRecorder fast = new("gateway.fast", $"composed answer, {plan.RequestsPerSecond:N0} req/s, services of 100 ms");
    private readonly LatencyRecorder spike = new("gateway.spike", $"composed answer, {plan.RequestsPerSecond * plan.SpikeFactor:N0} req/s, services of 100 ms");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Conditions(profile => LabConditions.Of(profile, plan.RequestsPerSecond));
        recorder.Note("Load generator, gateway and services share the cores of this machine; each has its own figure of cores.");
        var runs = new List<SeedRun>();
        try
        {
            for (var run = 1; run <= settings.Runs; run++)
            {
                runs.Add(await OnceAsync(run, cancellationToken));
            }
        }
        finally
        {
            Record(runs);
        }
    }

    /// <summary>Also what stands when the run is stopped.</summary>
    private void Record(List<SeedRun> runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        new SeedFigures(runs, gateway, plan, recorder).Record();
        recorder.Latency(normal.Result());
        recorder.Latency(fast.Result());
        recorder.Latency(spike.Result());
    }

    private async Task<SeedRun> OnceAsync(int run, CancellationToken cancellationToken) => new(
        await LoadAsync("services of 100 to 500 ms", Parts.Mixed, plan.RequestsPerSecond, plan.Normal, normal, run, cancellationToken),
        await LoadAsync("services of 100 ms", Parts.Fast, plan.RequestsPerSecond, plan.Fast, fast, run, cancellationToken),
        await LoadAsync("spike, services of 100 ms", Parts.Fast, plan.RequestsPerSecond * plan.SpikeFactor, plan.Spike, spike, run, cancellationToken));

    private async Task<SeedStretch> LoadAsync(
        string what, LabComposition composition, double perSecond, TimeSpan duration, LatencyRecorder all, int run, CancellationToken cancellationToken)
    {
        recorder.Step($"{what}: {perSecond:N0} req/s for {duration.TotalSeconds:0.#} s, run {run} of {settings.Runs}");
        var allowance = TimeSpan.FromMilliseconds(composition == Parts.Mixed ? Parts.DelaysMs[^1] : Parts.DelaysMs[0]) + Allowance;
        using var clients = await gateway.ClientsAsync(composition.Path, cancellationToken);
        await clients.OpenAsync(plan.RequestsPerSecond, plan.RunUp, allowance, [], cancellationToken);

        var latency = new LatencyRecorder("gateway.run", what);
        await using var probe = ServiceProbe.Start(gateway.Upstreams, duration);
        var before = await gateway.Upstreams.CountAsync(cancellationToken);
        var stretch = await gateway.MeterAsync(() => clients.OpenAsync(perSecond, duration, allowance, [latency, all], cancellationToken));
        var times = await probe.StopAsync();
        var after = await gateway.Upstreams.CountAsync(cancellationToken);
        return new(
            stretch, latency, times, after.Calls - before.Calls - times.Calls,
            UpstreamSockets.Count(gateway.ProcessId, gateway.Upstreams.Ports));
    }
}

/// <param name="Normal">Normal rate, services of 100 to 500 ms.</param>
/// <param name="Fast">Normal rate, services of 100 ms.</param>
/// <param name="Spike">Rate of a spike, services of 100 ms.</param>
internal sealed record SeedRun(SeedStretch Normal, SeedStretch Fast, SeedStretch Spike);

/// <param name="Stretch">What was done and used.</param>
/// <param name="Latency">Latencies of this run.</param>
/// <param name="Services">What the services took.</param>
/// <param name="Calls">Calls of the gateway that the services counted.</param>
/// <param name="Sockets">Connections from the gateway to them at the end; <c>null</c>: this system does not tell.</param>
internal sealed record SeedStretch(Stretch Stretch, LatencyRecorder Latency, ServiceTimes Services, long Calls, int? Sockets)
{
    /// <summary>Calls per request.</summary>
    public double FanOut => (double)Calls / Math.Max(1, Stretch.Load.Done + Stretch.Load.Failed);
}
