using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>The seed's "linear scaling with added servers": the same load on 1, 2 and 4 nodes, and the most that they carry.</summary>
internal sealed class ChatScaling(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    private static readonly int[] NodeCounts = [1, 2, 4];

    private readonly int clients = settings.Sized(quick: 80, full: 400);
    private readonly double rate = settings.Sized(quick: 150, full: 250);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(2), full: TimeSpan.FromSeconds(5));
    private readonly TimeSpan warmingRound = settings.Sized(quick: TimeSpan.FromSeconds(0.4), full: TimeSpan.FromSeconds(1));
    private readonly Saturation saturation = new(400, 1.4, 8, TimeSpan.FromSeconds(1.5));
    private readonly Dictionary<int, List<double>> cpu = NodeCounts.ToDictionary(nodes => nodes, _ => new List<double>());
    private readonly Dictionary<int, List<double>> carried = NodeCounts.ToDictionary(nodes => nodes, _ => new List<double>());

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The seed's "linear" is judged at four nodes; the short form shows one and two.
        var counts = settings.Sized<int[]>(quick: [1, 2], full: NodeCounts);
        for (var run = 1; run <= settings.Runs; run++)
        {
            foreach (var nodes in counts)
            {
                recorder.Step($"nodes: {nodes}, at {rate:0} msg/s{(settings.Quick || run > 1 ? "" : ", then up to saturation")}, run {run} of {settings.Runs}");
                await MeasureAsync(nodes, run, cancellationToken);
            }

            if (!settings.Quick)
            {
                recorder.Row("chat.scaling", Ratio(), "every room has members on every node");
            }
        }

        if (settings.Quick)
        {
            recorder.NotMeasured("chat.scaling", "the short form has no four nodes");
        }

        recorder.Curve(new(
            "chat.nodes-cpu", "CPU per message over nodes", CurveKind.Cost, "chat nodes", "ms of all nodes per message", Points(counts, cpu), Fit: null,
            $"Rooms of {ChatLoad.RoomSize} with members on every node; {rate:0} msg/s; idle work of the nodes included."));
        if (!settings.Quick)
        {
            recorder.Curve(new(
                "chat.nodes", "Messages carried over nodes", CurveKind.Throughput, "chat nodes", "messages/s", Points(counts, carried), Fit: null,
                $"Most at a p99 of at most {Saturation.LatencyMsMax:0} ms from send to receive; all nodes, the stores and the clients share the cores of this machine."));
        }
    }

    private async Task MeasureAsync(int nodes, int run, CancellationToken cancellationToken)
    {
        await using var system = await ChatSystem.StartAsync(stores, nodes, cancellationToken);
        var plan = new CrowdPlan($"scale-{nodes}-{run}", clients, nodes, ChatLoad.RoomSize, 1, settings.Seed);
        await using var crowd = await Crowd.GatherAsync(system, plan, cancellationToken);
        await Warming.RunAsync(system, crowd, Warming.Rounds(settings), warmingRound, cancellationToken);
        var stretch = await Stretch.MeasureAsync(system, stores, crowd, rate, length, cancellationToken);
        cpu[nodes].Add(stretch.CpuMsPerMessage);
        // The way up to saturation is long; once gives the curve.
        if (!settings.Quick && run == 1)
        {
            carried[nodes].Add(await saturation.FindAsync(crowd, cancellationToken));
        }
    }

    private Measurement Ratio() => Measurement.Of(cpu[NodeCounts[^1]].Zip(cpu[NodeCounts[0]], (most, one) => most / one));

    private static List<CurvePoint> Points(int[] counts, Dictionary<int, List<double>> runs) =>
        [.. counts.Select(count => new CurvePoint(count, Measurement.Of(runs[count])))];
}
