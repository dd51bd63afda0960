using System.Globalization;
using Bench.Lab.Processes;
using Npgsql;
using StackExchange.Redis;
using Support.Servers;

namespace Bench.Chat.Proof.Systems;

/// <summary>The Redis and the PostgreSQL of one run, both of which it may kill; Redis runs as in production, with an append-only file.</summary>
internal sealed class ProofStores : IAsyncDisposable
{
    private readonly RedisFixture redis = new();
    private readonly RedisClusterFixture? cluster;
    private readonly PostgresFixture postgres;
    private readonly bool ownsPostgres;
    private string database = "";

    private ProofStores(PostgresFixture? shared, bool isCluster) =>
        (postgres, ownsPostgres, cluster) = (shared ?? new(), shared is null, isCluster ? new() : null);

    /// <summary>The cluster of a run that has one.</summary>
    public RedisClusterFixture Cluster => cluster!;

    /// <summary>Starts both at once, with an empty database.</summary>
    /// <param name="shared">A PostgreSQL that runs already, for runs that do not kill it.</param>
    /// <param name="isCluster">A Redis Cluster of three masters instead of one Redis.</param>
    public static async Task<ProofStores> StartAsync(PostgresFixture? shared, bool isCluster)
    {
        var stores = new ProofStores(shared, isCluster);
        try
        {
            await Task.WhenAll(stores.StartFirstRedisAsync(), shared is null ? stores.postgres.InitializeAsync().AsTask() : Task.CompletedTask);
            stores.database = await stores.postgres.CreateDatabaseAsync();
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Null for a cluster: its masters name themselves to the nodes.</summary>
    public TcpProxy? ProxyToRedis() => cluster is null ? TcpProxy.Start(redis.Port) : null;

    public TcpProxy ProxyToPostgres() => TcpProxy.Start(postgres.Port);

    /// <summary>Connection string of the Redis behind a proxy, or of the cluster.</summary>
    public string RedisBy(TcpProxy? proxy) => proxy is null ? Cluster.ConnectionString : redis.ConnectionString.Replace($":{redis.Port},", $":{proxy.Port},", StringComparison.Ordinal);

    /// <summary>Connection string of the database behind a proxy.</summary>
    public string PostgresBy(TcpProxy proxy) => database.Replace($"Port={postgres.Port};", $"Port={proxy.Port};", StringComparison.Ordinal);

    /// <summary>
    /// SIGKILL. Answers how many bytes of its log Redis had answered and not yet handed to the operating system, since an fsync was under
    /// way; null where none was.
    /// </summary>
    public async Task<long?> KillRedisAsync()
    {
        var heldBack = await HeldBackAsync();
        await redis.KillAsync();
        return heldBack;
    }

    public Task StartRedisAsync() => redis.StartAsync();

    public Task SignalRedisAsync(string signal) => ProcessTree.SignalAsync(redis.Id, signal);

    public Task EmptyRedisAsync() => redis.EmptyAsync();

    /// <summary>SIGKILL, and its files are gone.</summary>
    public async Task LoseRedisAsync()
    {
        await redis.KillAsync();
        redis.LoseData();
    }

    /// <summary>Gives the slot of a room to another master.</summary>
    public async Task MoveSlotAsync(int number)
    {
        await Cluster.StandsAsync();
        if (await Cluster.SlotOfAsync($"chat:*room-{number + 1}*") is { } slot)
        {
            await Cluster.MoveAsync(slot);
        }
    }

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

    private async Task<long?> HeldBackAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
            var persistence = (await connection.GetServers()[0].InfoAsync("persistence")).SelectMany(section => section).ToDictionary();
            return persistence["aof_pending_bio_fsync"] == "0" ? null : long.Parse(persistence["aof_buffer_length"], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // It does not answer, not even this: then nothing is excused.
            return null;
        }
    }

    private Task StartFirstRedisAsync() => cluster is null ? redis.InitializeAsync().AsTask() : cluster.InitializeAsync().AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        await redis.DisposeAsync();
        if (ownsPostgres)
        {
            await postgres.DisposeAsync();
        }
    }
}
