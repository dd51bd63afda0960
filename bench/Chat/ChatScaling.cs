using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>
/// The worst case of the seed's "linear scaling with added servers": the same load on 1, 2 and 4 nodes with members of each room on all of
/// them, and the most that the nodes carry. The other case is <see cref="PlacedScaling"/>.
/// </summary>
internal sealed class ChatScaling(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    private static readonly int[] NodeCounts = [1, 2, 4];

    /// <summary>Members of a room where the cost of a delivery is told from that of a node; at so many fewer messages.</summary>
    private const int LargeRoomFactor = 4;

    private readonly int clients = settings.Sized(quick: 80, full: 400);
    private readonly double rate = settings.Sized(quick: 150, full: 250);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(2), full: TimeSpan.FromSeconds(5));
    private readonly TimeSpan silence = settings.Sized(quick: TimeSpan.FromSeconds(1), full: TimeSpan.FromSeconds(3));
    private readonly TimeSpan warmingRound = settings.Sized(quick: TimeSpan.FromSeconds(0.4), full: TimeSpan.FromSeconds(1));
    private readonly Saturation saturation = new(400, 1.4, 8, TimeSpan.FromSeconds(1.5));
    private readonly ScalingFigures figures = new(settings.Sized<int[]>(quick: [1, 2], full: NodeCounts), ChatLoad.RoomSize, ChatLoad.RoomSize * LargeRoomFactor);

    /// <summary>Says of all three rows why they have no value.</summary>
    public static void NotMeasured(ScenarioRecorder recorder, string why)
    {
        recorder.NotMeasured("chat.scaling", why);
        recorder.NotMeasured(PlacedFigures.Row, why);
        recorder.NotMeasured(PlacedFigures.ApartRow, why);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var run = 1; run <= settings.Runs; run++)
        {
            foreach (var nodes in figures.NodeCounts)
            {
                recorder.Step($"nodes: {nodes}, at {rate:0} msg/s{(settings.Quick || run > 1 ? "" : ", then up to saturation")}, run {run} of {settings.Runs}");
                await MeasureAsync(nodes, run, cancellationToken);
            }

            // Each run replaces what stands, so that a load that is stopped still shows the runs before.
            figures.Rows(recorder);
        }

        figures.Curves(recorder, rate);
        figures.Costs(recorder);
    }

    private async Task MeasureAsync(int nodes, int run, CancellationToken cancellationToken)
    {
        await using var system = await ChatSystem.StartAsync(stores, nodes, cancellationToken);
        var scattered = new CrowdPlan($"scale-{nodes}-{run}", clients, nodes, ChatLoad.RoomSize, 1, settings.Seed);
        await MeasureAsync(system, scattered, rate, (stretch, idle) => figures.Scattered(nodes, stretch, idle), settings.Quick || run > 1 ? null : nodes, cancellationToken);
        if (nodes == 1)
        {
            var large = new CrowdPlan($"large-{run}", clients, nodes, ChatLoad.RoomSize * LargeRoomFactor, 1, settings.Seed);
            await MeasureAsync(system, large, rate / LargeRoomFactor, figures.Large, saturateOn: null, cancellationToken);
        }
    }

    private async Task MeasureAsync(
        ChatSystem system, CrowdPlan plan, double perSecond, Action<Stretch, double> keep, int? saturateOn, CancellationToken cancellationToken)
    {
        await using var crowd = await Crowd.GatherAsync(system, plan, cancellationToken);
        await Warming.RunAsync(system, crowd, Warming.Rounds(settings), warmingRound, cancellationToken);
        var idleCores = await IdleAsync(system, cancellationToken);
        keep(await Stretch.MeasureAsync(system, stores, crowd, perSecond, length, cancellationToken), idleCores);
        // The way up to saturation is long; once gives the curve.
        if (saturateOn is { } nodes)
        {
            figures.Carried(nodes, await saturation.FindAsync(crowd, cancellationToken));
        }
    }

    private async Task<double> IdleAsync(ChatSystem system, CancellationToken cancellationToken)
    {
        await using var meter = Lab.Processes.UsageMeter.Start(("nodes", system.Ids));
        await Task.Delay(silence, cancellationToken);
        return (await meter.StopAsync())["nodes"].Cores;
    }
}
