using Bench.Lab.Processes;
using Npgsql;
using Support.Servers;

namespace Bench.Chat.Proof.Systems;

/// <summary>The Redis and the PostgreSQL of one run, both of which it may kill; Redis runs as in production, with an append-only file.</summary>
internal sealed class ProofStores : IAsyncDisposable
{
    private readonly RedisFixture redis = new();
    private readonly PostgresFixture postgres;
    private readonly bool ownsPostgres;
    private string database = "";

    private ProofStores(PostgresFixture? shared) => (postgres, ownsPostgres) = (shared ?? new(), shared is null);

    /// <summary>Starts both at once, with an empty database.</summary>
    /// <param name="shared">A PostgreSQL that runs already, for runs that do not kill it.</param>
    public static async Task<ProofStores> StartAsync(PostgresFixture? shared)
    {
        var stores = new ProofStores(shared);
        try
        {
            await Task.WhenAll(stores.redis.InitializeAsync().AsTask(), shared is null ? stores.postgres.InitializeAsync().AsTask() : Task.CompletedTask);
            stores.database = await stores.postgres.CreateDatabaseAsync();
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    public TcpProxy ProxyToRedis() => TcpProxy.Start(redis.Port);

    public TcpProxy ProxyToPostgres() => TcpProxy.Start(postgres.Port);

    /// <summary>Connection string of the Redis behind a proxy.</summary>
    public string RedisBy(TcpProxy proxy) => redis.ConnectionString.Replace($":{redis.Port},", $":{proxy.Port},", StringComparison.Ordinal);

    /// <summary>Connection string of the database behind a proxy.</summary>
    public string PostgresBy(TcpProxy proxy) => database.Replace($"Port={postgres.Port};", $"Port={proxy.Port};", StringComparison.Ordinal);

    public Task KillRedisAsync() => redis.KillAsync();

    public Task StartRedisAsync() => redis.StartAsync();

    public Task SignalRedisAsync(string signal) => ProcessTree.SignalAsync(redis.Id, signal);

    public Task KillPostgresAsync() => postgres.KillAsync();

    public Task StartPostgresAsync() => postgres.StartAsync();

    /// <summary>With all its children: a server whose first process alone sleeps still answers those that are connected.</summary>
    public Task SignalPostgresAsync(string signal) => ProcessTree.SignalAsync(postgres.Id, signal);

    /// <summary>The whole log of all rooms.</summary>
    public async Task<List<ProofEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT room, epoch, sequence, kind, id, sender, client_message_id, text, edited_at, deleted_at FROM entries", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<ProofEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), reader.GetGuid(4), reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetGuid(6), reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.IsDBNull(8) ? null : reader.GetDateTime(8), reader.IsDBNull(9) ? null : reader.GetDateTime(9)));
        }

        return entries;
    }

    /// <summary>The last stored sequence of each room.</summary>
    public async Task<Dictionary<string, long>> HeadsAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT room, max(sequence) FROM entries GROUP BY room", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            heads[reader.GetString(0)] = reader.GetInt64(1);
        }

        return heads;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        if (ownsPostgres)
        {
            await postgres.DisposeAsync();
        }
    }
}
