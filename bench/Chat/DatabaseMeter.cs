using System.Diagnostics;
using Npgsql;

namespace Bench.Chat;

/// <summary>
/// What PostgreSQL itself counts of one database over a stretch of time (<c>pg_stat_database</c>), and the most connections that were
/// open in it. Asked from another database, so that the questions are not counted.
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
            after.Transactions - before.Transactions, after.ActiveMs - before.ActiveMs,
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
            "SELECT xact_commit + xact_rollback, active_time, numbackends FROM pg_stat_database WHERE datname = $1", connection);
        command.Parameters.AddWithValue(database);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(reader.GetInt64(0), reader.GetDouble(1), reader.GetInt32(2));
    }

    private readonly record struct Counters(long Transactions, double ActiveMs, int Connections);
}

/// <summary>What a database did in a stretch.</summary>
/// <param name="Operations">Transactions; chat's consist of one statement each while only messages are sent.</param>
/// <param name="ActiveMs">Time that all connections together spent in statements, ms.</param>
/// <param name="ConnectionsMax">Most connections that were open.</param>
/// <param name="Seconds">Length of the stretch.</param>
internal sealed record DatabaseUse(long Operations, double ActiveMs, int ConnectionsMax, double Seconds)
{
    /// <summary>Mean time of one operation in the server, ms.</summary>
    public double LatencyMs => Operations == 0 ? 0 : ActiveMs / Operations;

    /// <summary>Operations under way at the same moment, on average: by Little's law the time in statements over the time.</summary>
    public double InFlight => ActiveMs / 1_000 / Seconds;
}
