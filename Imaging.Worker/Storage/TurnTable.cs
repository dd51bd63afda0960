using Imaging.Worker.Jobs.Admission;
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
    /// ago; of the owner's images the oldest. What the worker has <paramref name="learned"/> since its last claim is kept for estimates.
    /// </summary>
    /// <remarks>
    /// The owners that wait are read by jumping from one to the next in an index, so a claim costs as many index look-ups as owners wait,
    /// however many images they have.
    /// </remarks>
    public async Task<ImageRow?> ClaimNextAsync(
        string worker, TimeSpan lease, int attemptsMax, IReadOnlyList<KindTime> learned, CancellationToken cancellationToken)
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
                INSERT INTO slot_times (worker, preset, size_class, seconds)
                SELECT $1, * FROM unnest($4, $5, $6) AS learned (preset, size_class, seconds) ORDER BY preset, size_class
                ON CONFLICT (worker, preset, size_class) DO UPDATE SET seconds = excluded.seconds
            )
            SELECT {ImageRow.Columns} FROM claimed
            """,
            worker, lease, attemptsMax, learned.Select(one => one.Kind.Preset).ToArray(), learned.Select(one => one.Kind.SizeClass).ToArray(),
            learned.Select(one => one.Seconds).ToArray());
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

    /// <summary>Forgets the turns of owners who have nothing waiting; the next of theirs is first again.</summary>
    public async Task ForgetTurnsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("DELETE FROM turns WHERE taken_at < now() - interval '1 hour'");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
