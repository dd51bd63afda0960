using Support.Servers;

namespace Chat.Api.Tests.Nodes;

/// <summary>Two nodes over a real Redis Cluster of three masters, of one test.</summary>
internal sealed class ClusterNodes : IAsyncDisposable
{
    private readonly List<ChatNode> nodes = [];

    public RedisClusterFixture Cluster { get; } = new();

    public ChatNode First => nodes[0];

    public ChatNode Second => nodes[1];

    /// <param name="postgres">A server that gets a database more.</param>
    public static async Task<ClusterNodes> StartAsync(PostgresFixture postgres)
    {
        var started = new ClusterNodes();
        try
        {
            await started.Cluster.InitializeAsync();
            var chatdb = await postgres.CreateDatabaseAsync();
            started.nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ChatNode.StartAsync(started.Cluster.ConnectionString, chatdb))));
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await Cluster.DisposeAsync();
    }
}
