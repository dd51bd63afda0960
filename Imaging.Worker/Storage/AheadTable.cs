using Imaging.Worker.Jobs.Admission;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>What is before an image in the queue, by the rule of <see cref="TurnTable"/>, and how fast it goes on.</summary>
internal sealed class AheadTable(NpgsqlDataSource database)
{
    /// <summary>A worker says every 5 seconds that it lives.</summary>
    private const string Living = "seen_at > now() - interval '15 seconds'";

    /// <summary>By kind how many are before the image, and the first of them by their place.</summary>
    private static readonly string Ahead =
        $"""
        WITH own AS (
            SELECT id, queued_at, preset, length, row_number() OVER (ORDER BY queued_at, id) AS round
            FROM images WHERE status = 'queued' AND bulk = $3 AND owner = $4 AND (queued_at, id) < ($1, $2)
        ), before AS (
            SELECT count(*) AS own, coalesce((SELECT taken_at FROM turns WHERE turns.owner = $4), '-infinity') AS turn FROM own
        ), others AS (
            SELECT id, queued_at, preset, length, row_number() OVER (PARTITION BY owner ORDER BY queued_at, id) AS round, coalesce(taken_at, '-infinity') AS turn
            FROM images LEFT JOIN turns USING (owner) WHERE status = 'queued' AND bulk = $3 AND owner <> $4
        ), ahead AS (
            SELECT id, queued_at, preset, length, 1 AS class, own.round, before.turn FROM own CROSS JOIN before
            -- In each round every other owner has a turn; in the last one only those whose turn comes before.
            UNION ALL SELECT id, queued_at, preset, length, 1, others.round, others.turn FROM others CROSS JOIN before
            WHERE others.round <= before.own + CASE WHEN others.turn < before.turn THEN 1 ELSE 0 END
            UNION ALL SELECT id, queued_at, preset, length, 0, row_number() OVER (PARTITION BY owner ORDER BY queued_at, id), coalesce(taken_at, '-infinity')
            FROM images LEFT JOIN turns USING (owner) WHERE $3 AND status = 'queued' AND NOT bulk
        )
        SELECT preset, width_bucket(length, $5) AS size_class, count(*), NULL::bigint AS place FROM ahead GROUP BY preset, size_class
        UNION ALL
        SELECT preset, width_bucket(length, $5), 1, row_number() OVER (ORDER BY class, round, turn, queued_at, id)
        FROM (SELECT * FROM ahead ORDER BY class, round, turn, queued_at, id LIMIT {QueueFigures.NextMax}) AS next
        """;

    private const string InWork = """
        SELECT preset, width_bucket(length, $1), EXTRACT(EPOCH FROM now() - started_at)::float8
        FROM images WHERE status = 'processing' AND lease_until > now()
        """;

    private const string Slots = $"SELECT coalesce(sum(slots), 0) FROM workers WHERE {Living}";

    private const string Learned = $"""
        SELECT preset, size_class, sum(seconds * slots) / sum(slots) FROM slot_times JOIN workers ON name = worker WHERE {Living} GROUP BY preset, size_class
        """;

    private const string Seen = """
        SELECT preset, width_bucket(length, $1) AS size_class, avg(EXTRACT(EPOCH FROM finished_at - started_at))::float8
        FROM (SELECT preset, length, started_at, finished_at FROM images WHERE status = 'succeeded' ORDER BY finished_at DESC LIMIT 64) AS latest
        WHERE started_at IS NOT NULL GROUP BY preset, size_class
        """;

    /// <summary>What is taken before this one, what is in work on how many slots, and how long an image has a slot.</summary>
    public async Task<QueueFigures> OfAsync(ImageRow image, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Ahead, image.QueuedAt ?? image.CreatedAt, image.Id, image.Bulk, image.Owner, WorkKind.Bounds);
        batch.Add(InWork, [WorkKind.Bounds]);
        batch.Add(Slots);
        batch.Add(Learned);
        batch.Add(Seen, [WorkKind.Bounds]);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var ahead = await ReadKindsAsync(
            reader, kind => (Count: new KindCount(kind, reader.GetInt64(2)), Place: reader.IsDBNull(3) ? 0 : reader.GetInt64(3)), cancellationToken);
        var inWork = await ReadKindsAsync(reader, kind => new WorkBegun(kind, reader.GetDouble(2)), cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var slots = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        var learned = await ReadKindsAsync(reader, kind => new KindTime(kind, reader.GetDouble(2)), cancellationToken);
        var seen = await ReadKindsAsync(reader, kind => new KindTime(kind, reader.GetDouble(2)), cancellationToken);
        return new(
            [.. ahead.Where(one => one.Place == 0).Select(one => one.Count)],
            [.. ahead.Where(one => one.Place > 0).OrderBy(one => one.Place).Select(one => one.Count.Kind)], inWork, slots, new(learned, seen));
    }

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
