namespace Bench.Chat;

/// <summary>One system of n nodes and n systems of one node, each with its clients: the same load on both, in turns.</summary>
internal sealed class PlacedPair : IAsyncDisposable
{
    private readonly Side together;
    private readonly Side apart;

    private PlacedPair(int nodes, Side together, Side apart) => (Nodes, this.together, this.apart) = (nodes, together, apart);

    /// <summary>Nodes of either.</summary>
    public int Nodes { get; }

    /// <summary>Starts the one system; its clients and those of the others connect and join.</summary>
    /// <param name="stores">Of the one system.</param>
    /// <param name="apart">The systems of one node; they outlive the pair.</param>
    /// <param name="plan">Who sits on how many nodes, by the beginning of the names.</param>
    /// <param name="nodes">Nodes of either.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<PlacedPair> StartAsync(
        ChatStores stores, ChatSystem apart, Func<string, int, CrowdPlan> plan, int nodes, CancellationToken cancellationToken)
    {
        var system = await ChatSystem.StartAsync(stores, nodes, cancellationToken);
        try
        {
            var crowd = await Crowd.GatherAsync(system, plan($"placed-{nodes}", nodes), cancellationToken);
            var ofApart = apart.First(nodes);
            return new(nodes, new(system, crowd), new(ofApart, await Crowd.GatherAsync(ofApart, plan($"apart-{nodes}", nodes), cancellationToken)));
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until the nodes of the one system have compiled what the load runs.</summary>
    public Task WarmAsync(int rounds, TimeSpan round, CancellationToken cancellationToken) =>
        Warming.RunAsync(together.System, together.Crowd, rounds, round, cancellationToken);

    /// <summary>Processor time of all nodes of either, ms per message; every message counts the same.</summary>
    /// <param name="turns">Times that both are measured; each is first in every other.</param>
    /// <param name="perSecond">Messages per second.</param>
    /// <param name="length">Of one stretch.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<(double Together, double Apart)> MeasureAsync(int turns, double perSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        Dictionary<Side, List<Stretch>> stretches = new() { [together] = [], [apart] = [] };
        for (var turn = 0; turn < turns; turn++)
        {
            foreach (var side in turn % 2 == 0 ? (Side[])[together, apart] : [apart, together])
            {
                stretches[side].Add(await Stretch.MeasureAsync(side.System, stores: null, side.Crowd, perSecond, length, cancellationToken));
            }
        }

        return (MsPerMessage(stretches[together]), MsPerMessage(stretches[apart]));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(together.Crowd.DisposeAsync().AsTask(), apart.Crowd.DisposeAsync().AsTask());
        await together.System.DisposeAsync();
    }

    private static double MsPerMessage(List<Stretch> stretches) =>
        stretches.Sum(stretch => stretch.Nodes!.CpuSeconds) * 1_000 / Math.Max(1, stretches.Sum(stretch => stretch.Recording.Acknowledged));

    private sealed record Side(ChatSystem System, Crowd Crowd);
}
