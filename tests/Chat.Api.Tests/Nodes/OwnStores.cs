using System.Globalization;
using Chat.Api.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;
using Support.Servers;

namespace Chat.Api.Tests.Nodes;

/// <summary>Redis, PostgreSQL and two nodes of one test that breaks them.</summary>
internal sealed class OwnStores : IAsyncDisposable
{
    /// <summary>A test machine that is busy reads late: only the test of slow clients is about them.</summary>
    private static readonly string[] Patient = ["--Chat:QueueMessages=10000", "--Chat:QueueBytes=16777216"];

    public RedisFixture RedisServer { get; } = new();

    public PostgresFixture Postgres { get; private init; } = null!;

    /// <summary>True where no other test uses the PostgreSQL: it may be killed.</summary>
    private bool OwnsPostgres { get; init; }

    public string Chatdb { get; private set; } = "";

    public IConnectionMultiplexer Redis { get; private set; } = null!;

    public List<ChatNode> Nodes { get; } = [];

    /// <param name="nodes">How many nodes to start, all at once.</param>
    /// <param name="shared">A server that gets a database more; null for one that the test may kill.</param>
    public static async Task<OwnStores> StartAsync(int nodes, PostgresFixture? shared)
    {
        var stores = new OwnStores { Postgres = shared ?? new(), OwnsPostgres = shared is null };
        await Task.WhenAll(stores.RedisServer.InitializeAsync().AsTask(), shared is null ? stores.Postgres.InitializeAsync().AsTask() : Task.CompletedTask);
        stores.Chatdb = await stores.Postgres.CreateDatabaseAsync();
        stores.Redis = await ConnectionMultiplexer.ConnectAsync(stores.RedisServer.ConnectionString + ",allowAdmin=true,abortConnect=false");
        stores.Nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => stores.StartNodeAsync(settings: []))));
        return stores;
    }

    public Task<ChatNode> StartNodeAsync(params string[] settings) => ChatNode.StartAsync(RedisServer.ConnectionString, Chatdb, [.. Patient, .. settings]);

    /// <summary>A node whose way to Redis is the proxy.</summary>
    public Task<ChatNode> StartNodeAsync(TcpProxy proxy, params string[] settings) =>
        ChatNode.StartAsync(RedisServer.ConnectionStringAt(proxy.Port), Chatdb, [.. Patient, .. settings]);

    public int PartitionOf(string room) => Nodes[0].Services.GetRequiredService<Partitions>().PartitionOf(room);

    /// <summary>How often Redis was asked this command, also by its scripts.</summary>
    public async Task<long> CallsAsync(string command)
    {
        var statistics = await Redis.GetServers()[0].InfoAsync("commandstats");
        var line = statistics.SelectMany(section => section).SingleOrDefault(known => known.Key == $"cmdstat_{command}").Value ?? "calls=0,";
        return long.Parse(line["calls=".Length..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Chatdb);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
        await RedisServer.DisposeAsync();
        if (OwnsPostgres)
        {
            await Postgres.DisposeAsync();
        }
    }
}
