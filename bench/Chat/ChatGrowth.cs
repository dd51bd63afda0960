using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>What a message costs while the amount of work grows tenfold and a hundredfold: more rooms, larger rooms, longer history.</summary>
internal sealed class ChatGrowth(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    private const int Nodes = 2;
    private const int FillingAtOnce = 32;
    private readonly int[] factors = settings.Sized<int[]>(quick: [1, 10], full: [1, 10, 100]);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(1.5), full: TimeSpan.FromSeconds(3));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Step($"growth: starting {Nodes} nodes");
        await using var system = await ChatSystem.StartAsync(stores, Nodes, cancellationToken);
        await WarmAsync(system, cancellationToken);
        await MeasureAsync(system, Rooms(), cancellationToken);
        await MeasureAsync(system, RoomSize(), cancellationToken);
        await MeasureAsync(system, History(), cancellationToken);
    }

    private async Task WarmAsync(ChatSystem system, CancellationToken cancellationToken)
    {
        await using var crowd = await Crowd.GatherAsync(system, new("grow-warm", 40, Nodes, 4, 1, settings.Seed), cancellationToken);
        await Warming.RunAsync(system, crowd, Warming.Rounds(settings), TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <summary>40 clients in 1, 10 and 100 rooms of 4 each: the rate stays, the rooms that it is spread over grow.</summary>
    private GrowthCurve Rooms() => new(
        "chat.rooms", "CPU per message over rooms", "rooms", "ms per message", stretch => stretch.CpuMsPerMessage,
        [.. factors.Select(factor => new GrowthPoint(10 * factor, new($"rooms-{factor}", 40, Nodes, 4, factor, settings.Seed), PerSecond: 200, Filled: 0))],
        "40 clients, rooms of 4, 200 msg/s");

    /// <summary>Rooms of 5, 50 and 500: the message reaches more, so that the cost of one delivery is what must not grow.</summary>
    private GrowthCurve RoomSize() => new(
        "chat.room-size", "CPU per delivery over room size", "members of a room", "ms per delivery", stretch => stretch.CpuMsPerDelivery,
        [.. factors.Select(factor => new GrowthPoint(
            5 * factor, new($"size-{factor}", Math.Max(50, 5 * factor), Nodes, 5 * factor, 1, settings.Seed), PerSecond: 200 / Math.Sqrt(factor), Filled: 0))],
        "200, 63 and 20 msg/s, so that neither messages nor deliveries become too few to measure");

    /// <summary>Rooms that hold 50, 500 and 5,000 messages already.</summary>
    private GrowthCurve History() => new(
        "chat.history", "CPU per message over history", "messages in a room before", "ms per message", stretch => stretch.CpuMsPerMessage,
        [.. factors.Select(factor => new GrowthPoint(50 * factor, new($"history-{factor}", 8, Nodes, 2, 1, settings.Seed), PerSecond: 150, Filled: 4 * 50 * factor))],
        "4 rooms of 2, 150 msg/s; each run adds to the history");

    private async Task MeasureAsync(ChatSystem system, GrowthCurve curve, CancellationToken cancellationToken)
    {
        recorder.Step($"growth: {curve.Name}, up to {curve.Points[^1].X:0} {curve.XName}");
        var crowds = new List<Crowd>();
        try
        {
            foreach (var point in curve.Points)
            {
                crowds.Add(await Crowd.GatherAsync(system, point.Plan, cancellationToken));
                await crowds[^1].FillAsync(point.Filled, FillingAtOnce, cancellationToken);
            }

            foreach (var (index, point) in curve.Points.Index())
            {
                await crowds[index].SendAsync(point.PerSecond, TimeSpan.FromSeconds(1), cancellationToken);
            }

            await Settled.MemoryAsync(system.Ids, cancellationToken);
            recorder.Curve(await RunsAsync(system, curve, crowds, cancellationToken));
        }
        finally
        {
            await Task.WhenAll(crowds.Select(crowd => crowd.DisposeAsync().AsTask()));
        }
    }

    /// <summary>All points in turn, as often as there are runs: a machine that becomes slower meanwhile slows all of them.</summary>
    private async Task<Curve> RunsAsync(ChatSystem system, GrowthCurve curve, List<Crowd> crowds, CancellationToken cancellationToken)
    {
        var costs = curve.Points.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run < settings.Runs; run++)
        {
            foreach (var (index, point) in curve.Points.Index())
            {
                var stretch = await Stretch.MeasureAsync(system, stores, crowds[index], point.PerSecond, length, cancellationToken);
                costs[index].Add(curve.Cost(stretch));
            }
        }

        return new(
            curve.Id, curve.Name, CurveKind.Cost, curve.XName, curve.YName,
            [.. curve.Points.Select((point, index) => new CurvePoint(point.X, Measurement.Of(costs[index])))], Fit: null, curve.Note);
    }

    private sealed record GrowthCurve(
        string Id, string Name, string XName, string YName, Func<Stretch, double> Cost, IReadOnlyList<GrowthPoint> Points, string Note);

    private sealed record GrowthPoint(double X, CrowdPlan Plan, double PerSecond, int Filled);
}
