using System.Diagnostics;
using Npgsql;

namespace Bench.Chat;

/// <summary>
/// What one database did over a stretch of time. Writing transactions are counted by the ids that they take, at once and exactly. What
/// PostgreSQL's statistics say (<c>pg_stat_database</c>) comes up to a second late while a connection works and up to ten when it falls
/// silent. Asked from another database, so that the questions are not counted.
/// </summary>
internal sealed class DatabaseMeter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly NpgsqlConnection connection;
    private readonly string database;
    private readonly CancellationTokenSource stop = new();
    private readonly long began = Stopwatch.GetTimestamp();
    private Counters before;
    private Task sampling = Task.CompletedTask;
    private int connectionsMax;

    private DatabaseMeter(NpgsqlConnection connection, string database) => (this.connection, this.database) = (connection, database);

    /// <summary>Begins to meter the database of <paramref name="connectionString"/>.</summary>
    public static async Task<DatabaseMeter> StartAsync(string connectionString)
    {
        var metered = new NpgsqlConnectionStringBuilder(connectionString);
        var asking = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
        var connection = new NpgsqlConnection(asking.ConnectionString);
        await connection.OpenAsync();
        var meter = new DatabaseMeter(connection, metered.Database!);
        meter.before = await meter.ReadAsync();
        meter.sampling = meter.SampleAsync();
        return meter;
    }

    /// <summary>Ends the stretch.</summary>
    public async Task<DatabaseUse> StopAsync()
    {
        await stop.CancelAsync();
        await sampling;
        var after = await ReadAsync();
        return new(
            after.Ids - before.Ids, after.Transactions - before.Transactions, after.ActiveMs - before.ActiveMs,
            Math.Max(connectionsMax, after.Connections), Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await sampling;
        await connection.DisposeAsync();
        stop.Dispose();
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                connectionsMax = Math.Max(connectionsMax, (await ReadAsync()).Connections);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task<Counters> ReadAsync()
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, xact_commit + xact_rollback, active_time,
                (SELECT count(*)::int FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend')
            FROM pg_stat_database WHERE datname = $1
            """,
            connection);
        command.Parameters.AddWithValue(database);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetDouble(2), reader.GetInt32(3));
    }

    private readonly record struct Counters(long Ids, long Transactions, double ActiveMs, int Connections);
}

/// <summary>What a database did in a stretch.</summary>
/// <param name="Writes">Transactions that wrote; those of sent messages consist of one statement each.</param>
/// <param name="Transactions">All transactions, by the statistics.</param>
/// <param name="ActiveMs">Time that all connections together spent in those, ms.</param>
/// <param name="ConnectionsMax">Most connections that were open.</param>
/// <param name="Seconds">Length of the stretch.</param>
internal sealed record DatabaseUse(long Writes, long Transactions, double ActiveMs, int ConnectionsMax, double Seconds)
{
    /// <summary>Mean time of one transaction in the server, ms.</summary>
    public double LatencyMs => Transactions == 0 ? 0 : ActiveMs / Transactions;

    /// <summary>Operations under way at the same moment, on average: by Little's law the time in statements over the time.</summary>
    public double InFlight => ActiveMs / 1_000 / Seconds;
}
