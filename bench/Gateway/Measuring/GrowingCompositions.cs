using Bench.Gateway.Systems;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Gateway.Measuring;

/// <summary>What a request costs as its composition grows: more parts, larger parts.</summary>
internal sealed class GrowingCompositions(GatewayUnderLoad gateway, GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
{
    private const string Shared = "8 clients that ask again at once.";
    private const int Connections = 8;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (counts, sizes) = (NewRuns(Parts.Counts), NewRuns(Parts.Kilobytes));
        for (var run = 1; run <= settings.Runs; run++)
        {
            recorder.Step($"growth: 1 to 10 parts, parts of 1 to 100 KB, run {run} of {settings.Runs}");
            await AllAsync(counts, Parts.OfCount, cancellationToken);
            await AllAsync(sizes, Parts.OfSize, cancellationToken);
        }

        recorder.Curve(CurveOf("gateway.parts", "CPU per request as parts per composition grow (1 KB each)", "parts", counts));
        recorder.Curve(CurveOf("gateway.part-size", "CPU per request as each of five parts grows", "KB per part", sizes));
    }

    private async Task AllAsync(Dictionary<int, List<double>> runs, Func<int, LabComposition> composition, CancellationToken cancellationToken)
    {
        foreach (var (size, values) in runs)
        {
            using var clients = await gateway.ClientsAsync(composition(size).Path, cancellationToken);
            await clients.ClosedAsync(Connections, plan.Growth / 4, [], cancellationToken);
            var stretch = await gateway.MeterAsync(() => clients.ClosedAsync(Connections, plan.Growth, [], cancellationToken));
            values.Add(stretch.CpuMsPerRequest);
        }
    }

    private static Dictionary<int, List<double>> NewRuns(IReadOnlyList<int> sizes) => sizes.ToDictionary(size => size, _ => new List<double>());

    private static Curve CurveOf(string id, string name, string xName, Dictionary<int, List<double>> runs) => new(
        id, name, CurveKind.Cost, xName, "ms/req",
        [.. runs.OrderBy(run => run.Key).Select(run => new CurvePoint(run.Key, Measurement.Of(run.Value)))], null, Shared);
}
