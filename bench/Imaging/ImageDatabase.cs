using System.Diagnostics;
using Bench.Imaging.Hostile;
using Npgsql;
using Support;

namespace Bench.Imaging;

/// <summary>Reads what became of images where it is known best: in the service's own database.</summary>
internal sealed class ImageDatabase(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource database = NpgsqlDataSource.Create(connectionString);

    /// <summary>Waits until <paramref name="owner"/> has <paramref name="count"/> finished images, and answers their moments.</summary>
    /// <exception cref="TimeoutException">It took longer than <paramref name="patience"/>.</exception>
    public async Task<ImageHistory> FinishedAsync(string owner, int count, TimeSpan patience, CancellationToken cancellationToken)
    {
        await Eventually.BecomesAsync(
            $"{count} images to be finished", () => CountAsync(owner, cancellationToken), finished => finished >= count, patience);
        return await HistoryAsync(owner, cancellationToken);
    }

    /// <summary>Moments of the finished images of <paramref name="owner"/>, in the order of the queue.</summary>
    public async Task<ImageHistory> HistoryAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            SELECT queued_at, started_at, finished_at, status = 'succeeded', attempts,
                (SELECT coalesce(sum((step ->> 'milliseconds')::float8), 0) / 1000 FROM jsonb_array_elements(manifest -> 'timings') step)
            FROM images WHERE owner = $1 AND finished_at IS NOT NULL AND started_at IS NOT NULL ORDER BY queued_at
            """,
            owner);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var images = new List<ImageTimes>();
        while (await reader.ReadAsync(cancellationToken))
        {
            images.Add(new(
                reader.GetDateTime(0), reader.GetDateTime(1), reader.GetDateTime(2), reader.GetBoolean(3), reader.GetInt32(4), reader.GetDouble(5)));
        }

        return new(images);
    }

    /// <summary>What became of each finished image of <paramref name="owner"/>; the names are not known here.</summary>
    public async Task<IReadOnlyList<(string Id, HostileOutcome Outcome)>> OutcomesAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            SELECT id, coalesce(error_code, status), extract(epoch FROM coalesce(finished_at - started_at, interval '0'))::float8, attempts
            FROM images WHERE owner = $1 AND finished_at IS NOT NULL
            """,
            owner);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var outcomes = new List<(string, HostileOutcome)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            outcomes.Add((reader.GetString(0), new("", reader.GetString(1), reader.GetDouble(2), reader.GetInt32(3))));
        }

        return outcomes;
    }

    /// <summary>When each image of <paramref name="owner"/> was begun.</summary>
    public async Task<IReadOnlyDictionary<string, DateTime>> BegunAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT id, started_at FROM images WHERE owner = $1 AND started_at IS NOT NULL", owner);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var begun = new Dictionary<string, DateTime>();
        while (await reader.ReadAsync(cancellationToken))
        {
            begun[reader.GetString(0)] = reader.GetDateTime(1);
        }

        return begun;
    }

    /// <summary>Time of one committed write, ms, as any of the service's writes takes.</summary>
    public async Task<double> WriteMsAsync(CancellationToken cancellationToken)
    {
        await using var prepare = Command("CREATE TABLE IF NOT EXISTS lab_probe (id integer PRIMARY KEY, value integer NOT NULL)");
        await prepare.ExecuteNonQueryAsync(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await using var write = Command("INSERT INTO lab_probe VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET value = lab_probe.value + 1");
        await write.ExecuteNonQueryAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Adds so many images of <paramref name="owner"/> to the queue, of which no worker learns by a message; answers their ids, the oldest first.</summary>
    public async Task<string[]> AddQueuedAsync(string owner, int count, string preset, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            WITH added AS (
                INSERT INTO images (id, owner, status, file_name, content_type, length, preset, upload_expires_at, queued_at, message_seen_at)
                SELECT md5($1 || '/' || number), $1, 'queued', 'x', 'image/jpeg', 4000000, $3, now(), now() + number * interval '1 millisecond', now()
                FROM generate_series(1, $2) AS number RETURNING id, queued_at)
            SELECT array_agg(id ORDER BY queued_at) FROM added
            """,
            owner, count, preset);
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Committed transactions of this database so far.</summary>
    public async Task<long> TransactionsAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<long> CountAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT count(*) FROM images WHERE owner = $1 AND finished_at IS NOT NULL", owner);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private NpgsqlCommand Command(string text, params object[] values)
    {
        var command = database.CreateCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
