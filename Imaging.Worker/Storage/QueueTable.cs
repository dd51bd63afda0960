using Imaging.Worker.Jobs.Admission;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>The whole queue at one moment, and how fast it goes on.</summary>
internal sealed class QueueTable(NpgsqlDataSource database)
{
    /// <summary>Images that are read, those that are about to be taken first: a few megabytes, and hours of work for most machines.</summary>
    public const int WaitingMax = 20_000;

    /// <summary>A worker says every 5 seconds that it lives.</summary>
    private const string Living = "seen_at > now() - interval '15 seconds'";

    // Which come first matters where not all are read: each round has one image of every owner.
    private static readonly string Waiting =
        $"""
        SELECT preset, width_bucket(length, $1), id, owner, bulk, queued_at, taken_at, GREATEST(0, EXTRACT(EPOCH FROM not_before - now()))::float8
        FROM (
            SELECT preset, length, id, owner, bulk, queued_at, not_before, row_number() OVER (PARTITION BY bulk, owner ORDER BY queued_at, id) AS round
            FROM images WHERE status = 'queued') AS waiting
        LEFT JOIN turns USING (owner)
        ORDER BY bulk, round, taken_at NULLS FIRST, queued_at, id LIMIT {WaitingMax}
        """;

    private const string InWork = """
        SELECT preset, width_bucket(length, $1), id, owner, EXTRACT(EPOCH FROM now() - started_at)::float8, lease_until <= now()
        FROM images WHERE status = 'processing'
        """;

    private const string Slots = $"SELECT coalesce(sum(slots), 0)::integer, now() FROM workers WHERE {Living}";

    private const string Learned = $"""
        SELECT preset, size_class, sum(seconds * slots) / sum(slots) FROM slot_times JOIN workers ON name = worker WHERE {Living} GROUP BY preset, size_class
        """;

    private const string Seen = """
        SELECT preset, width_bucket(length, $1) AS size_class, avg(EXTRACT(EPOCH FROM finished_at - started_at))::float8
        FROM (SELECT preset, length, started_at, finished_at FROM images WHERE status = 'succeeded' ORDER BY finished_at DESC LIMIT 64) AS latest
        WHERE started_at IS NOT NULL GROUP BY preset, size_class
        """;

    public async Task<QueueReading> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Waiting, [WorkKind.Bounds]);
        batch.Add(InWork, [WorkKind.Bounds]);
        batch.Add(Slots);
        batch.Add(Learned);
        batch.Add(Seen, [WorkKind.Bounds]);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var waiting = await ReadKindsAsync(reader, kind => WaitingOf(kind, reader), cancellationToken);
        var inWork = await ReadKindsAsync(reader, kind => InWorkOf(kind, reader), cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (slots, at) = (reader.GetInt32(0), reader.GetDateTime(1));
        await reader.NextResultAsync(cancellationToken);
        var learned = await ReadKindsAsync(reader, kind => new KindTime(kind, reader.GetDouble(2)), cancellationToken);
        var seen = await ReadKindsAsync(reader, kind => new KindTime(kind, reader.GetDouble(2)), cancellationToken);
        return new(waiting, inWork, slots, new(learned, seen)) { At = at };
    }

    /// <summary>When a turn of an owner was last; null: there was none lately.</summary>
    public async Task<DateTime?> TurnOfAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = database.Command("SELECT taken_at FROM turns WHERE owner = $1", owner);
        return await command.ExecuteScalarAsync(cancellationToken) as DateTime?;
    }

    private static WaitingImage WaitingOf(WorkKind kind, NpgsqlDataReader reader) => new(
        reader.GetString(2), reader.GetString(3), reader.GetBoolean(4), reader.GetDateTime(5), reader.IsDBNull(6) ? null : reader.GetDateTime(6),
        reader.GetDouble(7), kind);

    private static WorkBegun InWorkOf(WorkKind kind, NpgsqlDataReader reader) =>
        new(reader.GetString(2), reader.GetString(3), kind, reader.GetDouble(4), reader.GetBoolean(5));

    /// <summary>Reads one answer of a batch, whose first two columns say the kind, and goes on to the next.</summary>
    private static async Task<List<T>> ReadKindsAsync<T>(NpgsqlDataReader reader, Func<WorkKind, T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(read(new(reader.GetString(0), reader.GetInt32(1))));
        }

        await reader.NextResultAsync(cancellationToken);
        return all;
    }
}
