namespace Bench.Chat;

/// <summary>One system of n nodes and n systems of one node, with the same clients and the same past: the same load on both, in turns.</summary>
internal sealed class PlacedPair : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> owned = [];
    private Side together = null!;

    /// <summary>The same as <see cref="together"/> where there is one node: one system of one node is what both are then.</summary>
    private Side apart = null!;

    private PlacedPair(int nodes) => Nodes = nodes;

    /// <summary>Nodes of either.</summary>
    public int Nodes { get; }

    /// <summary>Starts both; clients connect and join.</summary>
    /// <param name="shared">Whose PostgreSQL holds the databases of all.</param>
    /// <param name="plan">Who sits where, by the beginning of the names.</param>
    /// <param name="nodes">Nodes of either.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<PlacedPair> StartAsync(ChatStores shared, Func<string, CrowdPlan> plan, int nodes, CancellationToken cancellationToken)
    {
        var pair = new PlacedPair(nodes);
        try
        {
            var each = pair.Own(await ApartStores.StartAsync(shared, nodes == 1 ? 1 : nodes + 1)).Each;
            pair.apart = pair.together = await pair.StartAsync([.. Enumerable.Repeat(each[0], nodes)], plan("placed"), cancellationToken);
            if (nodes > 1)
            {
                pair.apart = await pair.StartAsync([.. each.Skip(1)], plan("apart"), cancellationToken);
            }

            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until all nodes have compiled what the load runs.</summary>
    public Task WarmAsync(int rounds, TimeSpan round, CancellationToken cancellationToken) =>
        Task.WhenAll(Sides(0).Select(side => Warming.RunAsync(side.System, side.Crowd, rounds, round, cancellationToken)));

    /// <summary>Processor time of all nodes of either, ms per message; every message counts the same.</summary>
    /// <param name="turns">Times that both are measured; each is first in every other.</param>
    /// <param name="perSecond">Messages per second.</param>
    /// <param name="length">Of one stretch.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<(double Together, double Apart)> MeasureAsync(int turns, double perSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        var stretches = new List<(Side Side, Stretch Stretch)>();
        foreach (var side in Enumerable.Range(0, turns).SelectMany(Sides))
        {
            stretches.Add((side, await Stretch.MeasureAsync(side.System, stores: null, side.Crowd, perSecond, length, cancellationToken)));
        }

        return (MsPerMessage(together), MsPerMessage(apart));

        double MsPerMessage(Side of)
        {
            var own = stretches.Where(measured => measured.Side == of).Select(measured => measured.Stretch).ToArray();
            return own.Sum(stretch => stretch.Nodes!.CpuSeconds) * 1_000 / Math.Max(1, own.Sum(stretch => stretch.Recording.Acknowledged));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Clients before their nodes, nodes before their stores.
        foreach (var one in Enumerable.Reverse(owned))
        {
            await one.DisposeAsync();
        }
    }

    /// <summary>Each is first in every other turn.</summary>
    private Side[] Sides(int turn) => Nodes == 1 ? [together] : turn % 2 == 0 ? [together, apart] : [apart, together];

    private async Task<Side> StartAsync((string, string)[] ofNodes, CrowdPlan plan, CancellationToken cancellationToken)
    {
        var system = Own(await ChatSystem.StartOverAsync(ofNodes, cancellationToken));
        return new(system, Own(await Crowd.GatherAsync(system, plan, cancellationToken)));
    }

    private T Own<T>(T started)
        where T : IAsyncDisposable
    {
        owned.Add(started);
        return started;
    }

    private sealed record Side(ChatSystem System, Crowd Crowd);
}
