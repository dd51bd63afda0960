using System.Net.Http.Headers;
using System.Net.Http.Json;
using Support;

namespace Bench.Chat.Proof.Systems;

/// <summary>Stores and nodes of one run.</summary>
internal sealed class ProofSystem : IAsyncDisposable
{
    private ProofSystem(ProofStores stores, IReadOnlyList<ProofNode> nodes) => (Stores, Nodes) = (stores, nodes);

    public ProofStores Stores { get; }

    public IReadOnlyList<ProofNode> Nodes { get; }

    /// <summary>Starts all of it; ends what was started where something does not.</summary>
    public static async Task<ProofSystem> StartAsync(ProofSettings settings, CancellationToken cancellationToken)
    {
        var stores = await ProofStores.StartAsync(settings.Postgres, settings.Redis == ProofRedis.Cluster);
        var system = new ProofSystem(
            stores, [.. Enumerable.Range(0, settings.Nodes).Select(_ => new ProofNode(stores, settings))]);
        try
        {
            await Task.WhenAll(system.Nodes.Select(node => node.StartAsync(cancellationToken)));
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates public rooms, which anybody may join.</summary>
    public async Task CreateRoomsAsync(IEnumerable<string> rooms, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Nodes[0].Own };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For("owner"));
        foreach (var room in rooms)
        {
            using var answer = await client.PostAsJsonAsync("/rooms", new { id = room, name = room, kind = "public" }, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));
        await Stores.DisposeAsync();
    }
}
