using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>Whose image is next. Time is the database's, as in <see cref="JobTable"/>.</summary>
internal sealed class TurnTable(NpgsqlDataSource database)
{
    /// <summary>Rows that a claim looks at: more than workers that claim at the same moment.</summary>
    private const int CandidatesMax = 32;

    /// <summary>
    /// Takes the next job for <paramref name="lease"/>; null: there is none that may begin now. First come jobs whose worker has died,
    /// then interactive ones before bulk; among these the owner with the fewest in work, and of equals the one whose turn was longest
    /// ago; of the owner's images the oldest.
    /// </summary>
    /// <remarks>
    /// The owners that wait are read by jumping from one to the next in an index, so a claim costs as many index look-ups as owners wait,
    /// however many images they have.
    /// </remarks>
    public async Task<ImageRow?> ClaimNextAsync(
        string worker, TimeSpan lease, int attemptsMax, double? slotSeconds, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            WITH RECURSIVE waiting AS (
                (SELECT bulk, owner FROM images WHERE status = 'queued' ORDER BY bulk, owner LIMIT 1)
                UNION ALL
                SELECT next.bulk, next.owner FROM waiting, LATERAL (
                    SELECT bulk, owner FROM images WHERE status = 'queued' AND (images.bulk, images.owner) > (waiting.bulk, waiting.owner)
                    ORDER BY bulk, owner LIMIT 1) AS next
            ), candidates AS (
                (SELECT id, 0 AS class, 0::bigint AS in_work, NULL::timestamptz AS taken_at, lease_until AS since
                FROM images WHERE status = 'processing' AND lease_until <= now() AND attempts < $3 ORDER BY lease_until LIMIT {CandidatesMax})
                UNION ALL
                (SELECT head.id, CASE WHEN waiting.bulk THEN 2 ELSE 1 END,
                    (SELECT count(*) FROM images WHERE status = 'processing' AND images.owner = waiting.owner), turns.taken_at, head.queued_at
                FROM waiting
                CROSS JOIN LATERAL (
                    SELECT id, queued_at FROM images
                    WHERE status = 'queued' AND bulk = waiting.bulk AND owner = waiting.owner AND attempts < $3 AND coalesce(not_before <= now(), true)
                    ORDER BY queued_at, id LIMIT 4) AS head
                LEFT JOIN turns ON turns.owner = waiting.owner
                ORDER BY 2, 3, 4 NULLS FIRST, 5, 1 LIMIT {CandidatesMax})
            ), ranked AS (
                SELECT array_agg(id ORDER BY class, in_work, taken_at NULLS FIRST, since, id) AS ids FROM candidates
            ), pick AS (
                SELECT id FROM images, ranked
                WHERE id = ANY (ids) AND (status = 'queued' AND coalesce(not_before <= now(), true) OR status = 'processing' AND lease_until <= now())
                ORDER BY array_position(ids, id) LIMIT 1 FOR UPDATE OF images SKIP LOCKED
            ), claimed AS (
                UPDATE images SET status = 'processing', attempts = attempts + 1, fence = fence + 1, lease_until = now() + $2, worker = $1,
                    started_at = now(), not_before = NULL, message_seen_at = now(), version = version + 1
                FROM pick WHERE images.id = pick.id
                RETURNING images.*
            ), turn AS (
                INSERT INTO turns (owner, taken_at) SELECT owner, clock_timestamp() FROM claimed
                ON CONFLICT (owner) DO UPDATE SET taken_at = excluded.taken_at
            ), known AS (
                UPDATE workers SET slot_seconds = coalesce($4, slot_seconds) WHERE name = $1
            )
            SELECT {ImageRow.Columns} FROM claimed
            """,
            worker, lease, attemptsMax, slotSeconds);
        command.Parameters[3].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Double;
        return await ImageRow.ReadOneAsync(command, cancellationToken);
    }

    /// <summary>Seconds until the first of the queued images may begin, 0 or more; null: none is queued.</summary>
    public async Task<double?> NextBeginsInAsync(int attemptsMax, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            SELECT min(GREATEST(0, EXTRACT(EPOCH FROM coalesce(not_before, now()) - now())))::float8 FROM images WHERE status = 'queued' AND attempts < $1
            """,
            attemptsMax);
        return await command.ExecuteScalarAsync(cancellationToken) as double?;
    }

    /// <summary>How many come before this one, what is in work on how many slots, and how long an image has a slot.</summary>
    public async Task<QueueFigures> QueueAheadAsync(ImageRow image, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            WITH own AS (
                SELECT count(*) AS before FROM images WHERE status = 'queued' AND bulk = $3 AND owner = $4 AND (queued_at, id) < ($1, $2)
            ), others AS (
                SELECT owner, count(*) AS images FROM images WHERE status = 'queued' AND bulk = $3 AND owner <> $4 GROUP BY owner
            )
            SELECT (SELECT before FROM own)
                -- In each round every other owner has a turn; in the last one only those whose turn comes before.
                + (SELECT coalesce(sum(LEAST(images, before + CASE WHEN
                        coalesce((SELECT taken_at FROM turns WHERE turns.owner = others.owner), '-infinity')
                        < coalesce((SELECT taken_at FROM turns WHERE turns.owner = $4), '-infinity') THEN 1 ELSE 0 END)), 0)::bigint FROM others, own)
                + (SELECT count(*) FROM images WHERE $3 AND status = 'queued' AND NOT bulk),
                ARRAY(SELECT EXTRACT(EPOCH FROM now() - started_at)::float8 FROM images WHERE status = 'processing' AND lease_until > now()),
                (SELECT coalesce(sum(slots), 0) FROM workers WHERE seen_at > now() - interval '15 seconds'),
                coalesce(
                    (SELECT sum(slot_seconds * slots) / sum(slots) FROM workers WHERE seen_at > now() - interval '15 seconds' AND slot_seconds IS NOT NULL),
                    (SELECT avg(EXTRACT(EPOCH FROM finished_at - started_at))::float8
                    FROM (SELECT finished_at, started_at FROM images WHERE status = 'succeeded' ORDER BY finished_at DESC LIMIT 20) AS latest))
            """,
            image.QueuedAt ?? image.CreatedAt, image.Id, image.Bulk, image.Owner);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetFieldValue<double[]>(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetDouble(3));
    }

    /// <summary>Forgets the turns of owners who have nothing waiting; the next of theirs is first again.</summary>
    public async Task ForgetTurnsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("DELETE FROM turns WHERE taken_at < now() - interval '1 hour'");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
