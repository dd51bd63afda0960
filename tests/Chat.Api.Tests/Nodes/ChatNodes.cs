using Chat.Api.Tests.Nodes;
using Npgsql;
using StackExchange.Redis;
using Support.Servers;

[assembly: AssemblyFixture(typeof(ChatNodes))]

namespace Chat.Api.Tests.Nodes;

/// <summary>Real Redis and PostgreSQL with two nodes over them, shared by the tests that break nothing.</summary>
public sealed class ChatNodes : IAsyncLifetime
{
    private readonly RedisFixture redis = new();

    internal PostgresFixture Postgres { get; } = new();

    internal ChatNode First { get; private set; } = null!;

    internal ChatNode Second { get; private set; } = null!;

    internal NpgsqlDataSource Database { get; private set; } = null!;

    internal IConnectionMultiplexer Redis { get; private set; } = null!;

    internal string Chatdb { get; private set; } = "";

    internal string RedisConnection => redis.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(redis.InitializeAsync().AsTask(), Postgres.InitializeAsync().AsTask());
        Chatdb = await Postgres.CreateDatabaseAsync();
        Database = NpgsqlDataSource.Create(Chatdb);
        Redis = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        // At once: the schema must stand this too.
        var nodes = await Task.WhenAll(StartNodeAsync(), StartNodeAsync());
        (First, Second) = (nodes[0], nodes[1]);
    }

    /// <summary>A test machine that is busy reads late: only the test of slow clients is about them.</summary>
    private Task<ChatNode> StartNodeAsync() => ChatNode.StartAsync(
        redis.ConnectionString, Chatdb, "--Chat:QueueMessages=10000", "--Chat:QueueBytes=16777216");

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Redis.DisposeAsync();
        await Database.DisposeAsync();
        await redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
