using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>
/// The seed's "linear scaling with added servers" where each node brings its own clients and each room sits on one node. More load on one
/// machine makes every message dearer, whatever serves it: caches, shared cores, wake-ups. So beside one system of n nodes stand n systems
/// of one node that know nothing of each other, under the same load in turns; what the first take over the others is the cost of being one.
/// </summary>
internal sealed class PlacedScaling(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    /// <summary>Times that both of a pair are measured in one run: each is first once.</summary>
    private const int Turns = 2;

    private readonly int[] nodeCounts = settings.Sized<int[]>(quick: [1, 2], full: [1, 2, 4]);
    private readonly int clientsPerNode = settings.Sized(quick: 20, full: 100);
    private readonly double perSecondPerNode = settings.Sized(quick: 37.5, full: 62.5);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(2), full: TimeSpan.FromSeconds(4));
    private readonly TimeSpan warmingRound = settings.Sized(quick: TimeSpan.FromSeconds(0.4), full: TimeSpan.FromSeconds(1));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pairs = new List<PlacedPair>();
        try
        {
            foreach (var nodes in nodeCounts)
            {
                recorder.Step($"rooms on one node each: one system of {nodes} nodes, and as many of one node");
                pairs.Add(await PlacedPair.StartAsync(stores, prefix => Plan($"{prefix}-{nodes}", nodes), nodes, cancellationToken));
                await pairs[^1].WarmAsync(Warming.Rounds(settings), warmingRound, cancellationToken);
            }

            await MeasureAsync(pairs, cancellationToken);
        }
        finally
        {
            await Task.WhenAll(pairs.Select(pair => pair.DisposeAsync().AsTask()));
        }
    }

    /// <summary>All points in turn, as often as there are runs: a machine that becomes slower meanwhile slows all of them.</summary>
    private async Task MeasureAsync(List<PlacedPair> pairs, CancellationToken cancellationToken)
    {
        var figures = new PlacedFigures(nodeCounts);
        for (var run = 1; run <= settings.Runs; run++)
        {
            foreach (var pair in pairs)
            {
                recorder.Step($"rooms on one node each: {pair.Nodes} nodes as one system and apart, run {run} of {settings.Runs}");
                var (together, apart) = await pair.MeasureAsync(Turns, perSecondPerNode * pair.Nodes, length, cancellationToken);
                figures.Keep(pair.Nodes, together, apart);
            }

            // Each run replaces what stands, so that a load that is stopped still shows the runs before.
            figures.Rows(recorder);
        }

        figures.Curves(recorder, clientsPerNode, perSecondPerNode);
    }

    private CrowdPlan Plan(string prefix, int nodes) =>
        new(prefix, clientsPerNode * nodes, nodes, ChatLoad.RoomSize, 1, settings.Seed) { Placed = true };
}
