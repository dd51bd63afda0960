using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>
/// The seed's "linear scaling with added servers" where each node brings its own clients and each room sits on one node. More load on one
/// machine makes every message dearer, whatever serves it: caches, shared cores, wake-ups. So beside one system of n nodes stand n systems
/// of one node that know nothing of each other, under the same load in turns; what the first take over the others is the cost of being one.
/// </summary>
internal sealed class PlacedScaling(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    private readonly int[] nodeCounts = settings.Sized<int[]>(quick: [1, 2], full: [1, 2, 4]);
    private readonly int clientsPerNode = settings.Sized(quick: 20, full: 100);
    private readonly double perSecondPerNode = settings.Sized(quick: 37.5, full: 62.5);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(2), full: TimeSpan.FromSeconds(4));
    private readonly TimeSpan warmingRound = settings.Sized(quick: TimeSpan.FromSeconds(0.4), full: TimeSpan.FromSeconds(1));

    /// <summary>Times that both are measured in one run; an even number, so that each is first as often as the other.</summary>
    private readonly int turns = settings.Sized(quick: 1, full: 2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var figures = new PlacedFigures(nodeCounts);
        for (var run = 1; run <= settings.Runs; run++)
        {
            recorder.Step($"rooms on one node each: starting {nodeCounts.Max()} systems of one node, run {run} of {settings.Runs}");
            await using var apartStores = await ApartStores.StartAsync(stores, nodeCounts.Max());
            await using var apart = await ChatSystem.StartApartAsync(apartStores.Own, cancellationToken);
            await WarmAsync(apart, nodeCounts.Max(), $"warm-apart-{run}", cancellationToken);
            foreach (var nodes in nodeCounts)
            {
                recorder.Step($"rooms on one node each: {nodes} nodes beside {nodes} systems of one node, run {run} of {settings.Runs}");
                await MeasureAsync(apart.First(nodes), nodes, run, figures, cancellationToken);
            }

            // Each run replaces what stands, so that a load that is stopped still shows the runs before.
            figures.Rows(recorder);
        }

        figures.Curves(recorder, clientsPerNode, perSecondPerNode);
    }

    private async Task MeasureAsync(ChatSystem apart, int nodes, int run, PlacedFigures figures, CancellationToken cancellationToken)
    {
        await using var together = await ChatSystem.StartAsync(stores, nodes, cancellationToken);
        await using var ofTogether = await Crowd.GatherAsync(together, Plan($"placed-{nodes}-{run}", nodes), cancellationToken);
        await using var ofApart = await Crowd.GatherAsync(apart, Plan($"apart-{nodes}-{run}", nodes), cancellationToken);
        await Warming.RunAsync(together, ofTogether, Warming.Rounds(settings), warmingRound, cancellationToken);
        var (costTogether, costApart) = (new MeanCost(), new MeanCost());
        for (var turn = 0; turn < turns; turn++)
        {
            foreach (var isApart in turn % 2 == 0 ? (bool[])[false, true] : [true, false])
            {
                var (system, crowd, cost) = isApart ? (apart, ofApart, costApart) : (together, ofTogether, costTogether);
                cost.Add(await Stretch.MeasureAsync(system, stores: null, crowd, perSecondPerNode * nodes, length, cancellationToken));
            }
        }

        figures.Keep(nodes, costTogether.MsPerMessage, costApart.MsPerMessage);
    }

    private async Task WarmAsync(ChatSystem system, int nodes, string prefix, CancellationToken cancellationToken)
    {
        await using var crowd = await Crowd.GatherAsync(system, Plan(prefix, nodes), cancellationToken);
        await Warming.RunAsync(system, crowd, Warming.Rounds(settings), warmingRound, cancellationToken);
    }

    private CrowdPlan Plan(string prefix, int nodes) =>
        new(prefix, clientsPerNode * nodes, nodes, ChatLoad.RoomSize, 1, settings.Seed) { Placed = true };

    /// <summary>Several stretches of one system, each message of them with the same weight.</summary>
    private sealed class MeanCost
    {
        private double cpuSeconds;
        private long messages;

        public double MsPerMessage => cpuSeconds * 1_000 / Math.Max(1, messages);

        public void Add(Stretch stretch)
        {
            cpuSeconds += stretch.Nodes!.CpuSeconds;
            messages += stretch.Recording.Acknowledged;
        }
    }
}
