using Bench.Gateway.Http;
using Bench.Lab.Load;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Gateway.Measuring;

/// <summary>Rising rates until the gateway does not follow, with services that answer at once: the knee, and whether a request costs the same all the way.</summary>
internal sealed class RisingLoad(GatewayUnderLoad gateway, GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
{
    private const string Shared = "Load, gateway and services share the cores: the knee is that of all three.";

    /// <summary>A step that reaches less of its rate, or whose p99 is longer, is behind the knee.</summary>
    private const double FollowsMin = 0.95;
    private const double P99MsMax = 250;

    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var runs = new List<IReadOnlyList<Step>>();
        for (var run = 1; run <= settings.Runs; run++)
        {
            runs.Add(await OnceAsync(run, cancellationToken));
        }

        var rates = plan.Rates.Take(runs.Max(steps => steps.Count)).ToArray();
        recorder.Curve(new(
            "gateway.load", "Composed requests at rising load", CurveKind.Throughput, "req/s offered", "req/s",
            [.. Points(rates, runs, step => step.PerSecond)], null, Shared));
        recorder.Curve(new(
            "gateway.load-cost", "CPU per request at rising load", CurveKind.Cost, "req/s offered", "ms/req",
            [.. Points(rates, runs, step => step.CpuMs)], null, Shared));
        recorder.Figure(
            "gateway.knee", $"Highest rate that was followed (p99 up to {P99MsMax:0} ms, no failed call)", "req/s", Better.Higher,
            Measurement.Of(runs.Select(steps => steps.Where(step => step.Follows).Select(step => step.PerSecond).DefaultIfEmpty().Max())));
        RecordRow(runs);
    }

    private async Task<IReadOnlyList<Step>> OnceAsync(int run, CancellationToken cancellationToken)
    {
        var steps = new List<Step>();
        using var clients = await gateway.ClientsAsync(GatewayUnderLoad.Product, cancellationToken);
        foreach (var rate in plan.Rates)
        {
            recorder.Step($"rising load: {rate:N0} req/s for {plan.Step.TotalSeconds:0.#} s, run {run} of {settings.Runs}");
            steps.Add(await StepAsync(clients, rate, cancellationToken));
            // The first step behind the knee ends the rise, but the row needs four times the first rate.
            if (!steps[^1].Follows && rate >= plan.Rates[0] * 4)
            {
                break;
            }
        }

        return steps;
    }

    private async Task<Step> StepAsync(RequestLoad clients, double rate, CancellationToken cancellationToken)
    {
        var latency = new LatencyRecorder("gateway.step", $"{rate}");
        var stretch = await gateway.MeterAsync(() => clients.OpenAsync(rate, plan.Step, Allowance, [latency], cancellationToken));
        var follows = stretch.Load.PerSecond >= rate * FollowsMin && stretch.Load.Failed == 0 && latency.At(99) <= P99MsMax;
        return new(stretch.Load.PerSecond, stretch.CpuMsPerRequest, follows);
    }

    private void RecordRow(List<IReadOnlyList<Step>> runs)
    {
        const string row = "gateway.scaling";
        var fourfold = plan.Rates.Index().First(rate => rate.Item >= plan.Rates[0] * 4).Index;
        var rates = $"{plan.Rates[0]:N0} to {plan.Rates[fourfold]:N0} req/s";
        if (runs.All(steps => steps[0].Follows && steps[fourfold].Follows))
        {
            recorder.Row(row, Measurement.Of(runs.Select(steps => steps[fourfold].CpuMs / steps[0].CpuMs)), rates);
        }
        else
        {
            // Beyond the knee calls fail, and what a whole answer costs pays for those too.
            recorder.NotMeasured(row, $"{rates}: the gateway did not follow, since load and services share its cores");
        }
    }

    private static IEnumerable<CurvePoint> Points(double[] rates, List<IReadOnlyList<Step>> runs, Func<Step, double> value) =>
        rates.Select((rate, index) => new CurvePoint(rate, Measurement.Of(runs.Where(steps => steps.Count > index).Select(steps => value(steps[index])))));

    /// <param name="PerSecond">Rate that was reached.</param>
    /// <param name="CpuMs">CPU per request, ms.</param>
    /// <param name="Follows">Whether the gateway kept up.</param>
    private sealed record Step(double PerSecond, double CpuMs, bool Follows);
}
