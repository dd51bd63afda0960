using Bench.Gateway.Http;
using Bench.Gateway.Systems;
using Bench.Lab.Load;
using Bench.Lab.Processes;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Gateway.Measuring;

/// <summary>The load on the gateway of a system that runs already; what only its owner can see is not measured.</summary>
internal sealed class TargetLoad(Uri target, GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
{
    private const string Outside = "it belongs to the running system, whose processes the lab does not know; see its GET /capacity";

    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(50);
    private static readonly string[] OfOwner =
    [
        "gateway.fan-out", "gateway.calls-per-second", "gateway.calls-per-second-peak", "gateway.cpu-bound-fraction", "gateway.cpu-per-request",
        "gateway.cpu-cores", "gateway.cpu-cores-peak", "gateway.base-memory", "gateway.pool-memory", "gateway.memory", "gateway.calls-in-flight", "gateway.scaling",
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Conditions(profile => LabConditions.Of(profile, plan.RequestsPerSecond));
        foreach (var row in OfOwner)
        {
            recorder.NotMeasured(row, Outside);
        }

        await using var faults = await StorefrontFaults.TakeOverAsync(target, cancellationToken);
        recorder.Step($"warm-up, {plan.WarmUp.TotalSeconds:0.#} s");
        using (var clients = await Clients.OfProductsAsync(target, GatewayUnderLoad.Product, cancellationToken))
        {
            await WarmUp.RunAsync(clients, plan.WarmUp, cancellationToken);
        }

        recorder.Note($"The lab's delays are set by PUT /SERVICE/faults at {target.GetLeftPart(UriPartial.Authority)} and taken back at the end.");
        await StretchAsync("gateway.latency-max", "gateway.requests-per-second", faults, Parts.DelaysMs, plan.RequestsPerSecond, plan.Normal, cancellationToken);
        int[] fast = [.. Parts.Services.Select(_ => Parts.DelaysMs[0])];
        await StretchAsync("gateway.latency-min", rateRow: null, faults, fast, plan.RequestsPerSecond, plan.Fast, cancellationToken);
        await StretchAsync(latencyRow: null, "gateway.requests-per-second-peak", faults, fast, plan.RequestsPerSecond * plan.SpikeFactor, plan.Spike, cancellationToken);
    }

    private async Task StretchAsync(
        string? latencyRow, string? rateRow, StorefrontFaults faults, IReadOnlyList<int> delaysMs, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        await faults.DelayAsync(delaysMs, cancellationToken);
        var allowance = TimeSpan.FromMilliseconds(delaysMs.Max()) + Allowance;
        var what = $"composed answer, {perSecond:N0} req/s, services of {delaysMs.Min()} to {delaysMs.Max()} ms";
        var all = new LatencyRecorder(latencyRow ?? "gateway.spike", what);
        var runs = new List<(LoadOutcome Load, double? P50)>();
        using var clients = await Clients.OfProductsAsync(target, GatewayUnderLoad.Product, cancellationToken);
        await using var generator = UsageMeter.Start(("generator", [Environment.ProcessId]));
        for (var run = 1; run <= settings.Runs; run++)
        {
            recorder.Step($"{what} for {duration.TotalSeconds:0.#} s, run {run} of {settings.Runs}");
            var latency = new LatencyRecorder("gateway.run", what);
            var load = await clients.OpenAsync(perSecond, duration, allowance, [latency, all], cancellationToken);
            runs.Add((load, latency.Count > 0 ? latency.At(50) : null));
        }

        var used = await generator.StopAsync();
        recorder.Latency(all.Result());
        recorder.Figure($"{rateRow ?? latencyRow}-generator-cores", $"Cores of the load generator: {what}", "cores", Better.Neither, Measurement.Of(used["generator"].Cores));
        Rows(latencyRow, rateRow, runs);
    }

    private void Rows(string? latencyRow, string? rateRow, List<(LoadOutcome Load, double? P50)> runs)
    {
        var faults = runs.Select(run => run.Load).FirstOrDefault(load => load.Faults is not null) is { } load ? $"{load.Failed} failed: {load.Faults}" : null;
        var middles = runs.Select(run => run.P50).OfType<double>().ToArray();
        if (latencyRow is not null && middles.Length > 0)
        {
            recorder.Row(latencyRow, Measurement.Of(middles), faults);
        }
        else if (latencyRow is not null)
        {
            recorder.NotMeasured(latencyRow, $"no call was answered whole; {faults}");
        }

        if (rateRow is not null)
        {
            recorder.Row(rateRow, Measurement.Of(runs.Select(run => run.Load.PerSecond)), faults);
        }
    }
}
