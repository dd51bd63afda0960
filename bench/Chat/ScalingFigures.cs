using Bench.Lab.Analysis;
using Bench.Lab.Results;
using Bench.Lab.Running;
using Capacity;

namespace Bench.Chat;

/// <summary>What the runs over several nodes have shown, and the rows, curves and unit costs that it makes.</summary>
/// <param name="nodeCounts">Nodes of the points, ascending.</param>
/// <param name="roomSize">Members of a room.</param>
/// <param name="largeRoomSize">Members of a room where one delivery is told from one node.</param>
internal sealed class ScalingFigures(int[] nodeCounts, int roomSize, int largeRoomSize)
{
    /// <summary>Nodes at which the seed's "linear" is judged.</summary>
    private const int Judged = 4;

    private readonly Dictionary<int, List<double>> scattered = nodeCounts.ToDictionary(nodes => nodes, _ => new List<double>());
    private readonly Dictionary<int, List<double>> carried = nodeCounts.ToDictionary(nodes => nodes, _ => new List<double>());
    private readonly Dictionary<int, List<double>> aboveIdle = nodeCounts.ToDictionary(nodes => nodes, _ => new List<double>());
    private readonly List<double> large = [];

    public IReadOnlyList<int> NodeCounts => nodeCounts;

    public void Scattered(int nodes, Stretch stretch, double idleCores)
    {
        scattered[nodes].Add(stretch.CpuMsPerMessage);
        aboveIdle[nodes].Add(AboveIdle(stretch, idleCores));
    }

    public void Large(Stretch stretch, double idleCores) => large.Add(AboveIdle(stretch, idleCores));

    public void Carried(int nodes, double messagesPerSecond) => carried[nodes].Add(messagesPerSecond);

    public void Rows(ScenarioRecorder recorder)
    {
        if (!nodeCounts.Contains(Judged))
        {
            recorder.NotMeasured("chat.scaling", "the short form has no four nodes");
            return;
        }

        recorder.Row("chat.scaling", Ratio(scattered), "the worst case: every room has members on every node, and all nodes share one load");
    }

    public void Curves(ScenarioRecorder recorder, double rate)
    {
        recorder.Curve(new(
            "chat.nodes-cpu", "CPU per message over nodes", CurveKind.Cost, "chat nodes", "ms of all nodes per message", Points(scattered), Fit: null,
            $"Rooms of {roomSize} with members on every node; {rate:0} msg/s; idle work of the nodes included."));
        if (carried.Values.All(values => values.Count > 0))
        {
            recorder.Curve(new(
                "chat.nodes", "Messages carried over nodes", CurveKind.Throughput, "chat nodes", "messages/s", Points(carried), Fit: null,
                $"Most at a p99 of at most {Saturation.LatencyMsMax:0} ms from send to receive; all nodes, the stores and the clients share the cores of this machine."));
        }
    }

    /// <summary>What a message costs once, per node and per member: Capacity's formula through the points.</summary>
    public void Costs(ScenarioRecorder recorder)
    {
        var fits = Enumerable.Range(0, large.Count).Select(FitOf).OfType<FanOutCost>().ToArray();
        if (fits.Length == 0)
        {
            recorder.Note("Send, node and delivery could not be told apart in the cost of a message.");
            return;
        }

        Keep("chat.cpu-send", "CPU of a message: send", cost => cost.SendMs, "ms");
        Keep("chat.cpu-receive-per-node", "CPU of a message: each node that holds members", cost => cost.ReceiveMsPerNode, "ms");
        Keep("chat.cpu-deliver-per-member", "CPU of a message: each member", cost => cost.DeliverMsPerMember, "ms");
        Keep("chat.scaling-by-costs", $"CPU per message by these, {Judged} nodes over 1, scattered rooms of {roomSize}", cost => cost.GrowthScattered(Judged, roomSize), "times");

        void Keep(string id, string name, Func<FanOutCost, double> value, string unit) =>
            recorder.Figure(id, name, unit, Better.Lower, Measurement.Of(fits.Select(value)));
    }

    private FanOutCost? FitOf(int run) => FanOutFit.Of(
        [.. nodeCounts.Select(nodes => new FanOutPoint(nodes, roomSize, aboveIdle[nodes][run])), new(1, largeRoomSize, large[run])]);

    private static double AboveIdle(Stretch stretch, double idleCores) =>
        Math.Max(0, stretch.Nodes!.CpuSeconds - (idleCores * stretch.Nodes.Seconds)) * 1_000 / Math.Max(1, stretch.Recording.Acknowledged);

    private static Measurement Ratio(Dictionary<int, List<double>> runs) => Measurement.Of(runs[Judged].Zip(runs[1], (most, one) => most / one));

    private List<CurvePoint> Points(Dictionary<int, List<double>> runs) => [.. nodeCounts.Select(count => new CurvePoint(count, Measurement.Of(runs[count])))];
}
