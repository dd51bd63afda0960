using Chat.Api.Tests.Nodes;
using Chat.Client.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;
using Support.Servers;

[assembly: AssemblyFixture(typeof(Service))]

namespace Chat.Client.Tests.Conformance;

/// <summary>A real chat service that cases may break: Redis, PostgreSQL, two nodes, and the control endpoint that runners ask.</summary>
public sealed class Service : IAsyncLifetime
{
    private readonly RedisFixture redis = new();
    private readonly PostgresFixture postgres = new();
    private readonly ChatNode?[] nodes = new ChatNode?[2];
    private string chatdb = "";
    private ControlEndpoint? control;

    /// <summary>Where runners ask for cases and faults.</summary>
    internal Uri Control => control!.Address;

    internal Upgrades Upgrades { get; } = new();

    internal IConnectionMultiplexer Redis { get; private set; } = null!;

    /// <summary>The nodes that run; a case whose client begins at the first finds its others at the second.</summary>
    internal IReadOnlyList<ChatNode> Nodes => [.. nodes.OfType<ChatNode>()];

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(redis.InitializeAsync().AsTask(), postgres.InitializeAsync().AsTask());
        chatdb = await postgres.CreateDatabaseAsync();
        Redis = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true,abortConnect=false");
        (nodes[0], nodes[1]) = (await StartNodeAsync(), await StartNodeAsync());
        control = await ControlEndpoint.StartAsync(this);
    }

    public async ValueTask DisposeAsync()
    {
        if (control is not null)
        {
            await control.DisposeAsync();
        }

        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
        await redis.DisposeAsync();
        await postgres.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>A new node takes the place of one that stops; ends when the old one has drained.</summary>
    internal async Task DrainAsync(ChatNode node, Action<ChatNode> replaced)
    {
        var next = await StartNodeAsync();
        nodes[Array.IndexOf(nodes, node)] = next;
        replaced(next);
        await node.DisposeAsync();
    }

    internal Task FlushAsync() => Redis.GetServers().Single().FlushAllDatabasesAsync();

    internal Task StopRedisAsync() => redis.KillAsync();

    internal Task StartRedisAsync() => redis.StartAsync();

    /// <summary>A test machine that is busy reads late, and no case is about that.</summary>
    private Task<ChatNode> StartNodeAsync() => ChatNode.StartAsync(
        redis.ConnectionString, chatdb, Customise, "--Chat:QueueMessages=10000", "--Chat:QueueBytes=16777216", "--Chat:DrainTimeout=00:00:02",
        // Cases that take answers away would lose a refusal too: a busy machine refuses nothing here.
        "--Chat:LagMax=00:01:00");

    private void Customise(IServiceCollection services)
    {
        OtherOrigins.Allow(services);
        Upgrades.Watch(services);
    }
}
