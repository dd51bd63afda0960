using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>
/// What a message costs one system of n nodes and n systems of one node, the same load on both, by runs; and the row and the curves of it.
/// </summary>
/// <param name="nodeCounts">Nodes of the points, ascending.</param>
internal sealed class PlacedFigures(int[] nodeCounts)
{
    /// <summary>Id of the seed's row.</summary>
    public const string Row = "chat.scaling-placed";

    /// <summary>Id of the row beside it: what being one system costs.</summary>
    public const string ApartRow = "chat.scaling-apart";

    /// <summary>Nodes at which the seed's "linear" is judged.</summary>
    private const int Judged = 4;
    private const string NotShort = "the short form has no four nodes";

    private readonly Dictionary<int, List<(double Together, double Apart)>> costs = nodeCounts.ToDictionary(nodes => nodes, _ => new List<(double, double)>());

    /// <summary>Keeps one run.</summary>
    /// <param name="nodes">Nodes of both.</param>
    /// <param name="together">One system, ms of all nodes per message.</param>
    /// <param name="apart">As many systems of one node, ms of all nodes per message.</param>
    public void Keep(int nodes, double together, double apart) => costs[nodes].Add((together, apart));

    /// <summary>The seed's row, four nodes over one; and the harder one, a system of four nodes over four systems of one.</summary>
    public void Rows(ScenarioRecorder recorder)
    {
        if (!nodeCounts.Contains(Judged))
        {
            recorder.NotMeasured(Row, NotShort);
            recorder.NotMeasured(ApartRow, NotShort);
            return;
        }

        recorder.Row(
            Row, OverOne(Judged),
            $"{Judged} nodes with {Judged} times the load over one node, in turns; every room sits on one node, and each node brings its own load");
        recorder.Row(ApartRow, Over(Judged), $"one system of {Judged} nodes over {Judged} systems of one node, the same load on both in turns");
    }

    /// <summary>Both costs as they are, and one over the other.</summary>
    public void Curves(ScenarioRecorder recorder, int clientsPerNode, double perSecondPerNode)
    {
        var load = $"Rooms of {ChatLoad.RoomSize}; {clientsPerNode} clients and {perSecondPerNode:0.#} msg/s per node; idle work of the nodes included.";
        recorder.Curve(new(
            "chat.nodes-cpu-placed", "CPU per message over nodes, rooms on one node each", CurveKind.Cost, "chat nodes", "ms of all nodes per message",
            Points(nodes => Measurement.Of(costs[nodes].Select(cost => cost.Together))), Fit: null, load));
        recorder.Curve(new(
            "chat.nodes-cpu-apart", "CPU per message over systems of one node each", CurveKind.Cost, "systems of one node", "ms of all nodes per message",
            Points(nodes => Measurement.Of(costs[nodes].Select(cost => cost.Apart))), Fit: null,
            "The same load in turns on nodes that share no store: what a message costs more here is this machine's, not the cluster's."));
        recorder.Curve(new(
            "chat.nodes-cpu-over-apart", "CPU per message of n nodes over that of n systems of one node", CurveKind.Cost, "chat nodes", "times",
            Points(Over), Fit: null, "At 1 both are the same system. The load on both in turns, on nodes with the same past."));
    }

    /// <summary>Runs are pairs: what the machine was like in one is in both of its figures.</summary>
    private Measurement OverOne(int nodes) => Measurement.Of(costs[nodes].Zip(costs[1], (many, one) => many.Together / one.Together));

    private Measurement Over(int nodes) => Measurement.Of(costs[nodes].Select(cost => cost.Together / cost.Apart));

    private List<CurvePoint> Points(Func<int, Measurement> of) => [.. nodeCounts.Select(nodes => new CurvePoint(nodes, of(nodes)))];
}
