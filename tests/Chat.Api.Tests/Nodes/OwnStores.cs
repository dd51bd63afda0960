using Npgsql;
using StackExchange.Redis;
using Support.Servers;

namespace Chat.Api.Tests.Nodes;

/// <summary>Redis, PostgreSQL and two nodes of one test that breaks them.</summary>
internal sealed class OwnStores : IAsyncDisposable
{
    public RedisFixture RedisServer { get; } = new();

    public PostgresFixture Postgres { get; } = new();

    public string Chatdb { get; private set; } = "";

    public IConnectionMultiplexer Redis { get; private set; } = null!;

    public List<ChatNode> Nodes { get; } = [];

    public static async Task<OwnStores> StartAsync(int nodes, params string[] settings)
    {
        var stores = new OwnStores();
        await Task.WhenAll(stores.RedisServer.InitializeAsync().AsTask(), stores.Postgres.InitializeAsync().AsTask());
        stores.Chatdb = await stores.Postgres.CreateDatabaseAsync();
        stores.Redis = await ConnectionMultiplexer.ConnectAsync(stores.RedisServer.ConnectionString + ",allowAdmin=true,abortConnect=false");
        stores.Nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => stores.StartNodeAsync(settings))));
        return stores;
    }

    public Task<ChatNode> StartNodeAsync(params string[] settings) => ChatNode.StartAsync(RedisServer.ConnectionString, Chatdb, settings);

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
        await Postgres.DisposeAsync();
    }
}
