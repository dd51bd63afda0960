using Npgsql;
using Support.Servers;

namespace Bench.Chat;

/// <summary>The Redis and the PostgreSQL that everything of one scenario runs over; a database for this system, another for the peer.</summary>
internal sealed class ChatStores : IAsyncDisposable
{
    private readonly RedisFixture redis = new();
    private readonly PostgresFixture postgres = new();

    public string Redis => redis.ConnectionString;

    public string Database { get; private set; } = "";

    public string PeerDatabase { get; private set; } = "";

    public int RedisId => redis.Id;

    public int PostgresId => postgres.Id;

    /// <summary>Starts both at once.</summary>
    public static async Task<ChatStores> StartAsync()
    {
        var stores = new ChatStores();
        try
        {
            await Task.WhenAll(stores.redis.InitializeAsync().AsTask(), stores.postgres.InitializeAsync().AsTask());
            stores.Database = await stores.postgres.CreateDatabaseAsync();
            stores.PeerDatabase = await stores.postgres.CreateDatabaseAsync();
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Messages that the database holds of rooms whose id begins with <paramref name="prefix"/>.</summary>
    public async Task<long> StoredAsync(string prefix)
    {
        await using var connection = new NpgsqlConnection(Database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM entries WHERE starts_with(room, $1)", connection);
        command.Parameters.AddWithValue(prefix + "-room-");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Another empty database of the same server; answers how to connect.</summary>
    public Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync();

    /// <summary>SIGKILL of PostgreSQL and its children.</summary>
    public Task KillPostgresAsync() => postgres.KillAsync();

    /// <summary>Starts PostgreSQL again and waits until it takes queries.</summary>
    public Task StartPostgresAsync() => postgres.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await postgres.DisposeAsync();
    }
}
