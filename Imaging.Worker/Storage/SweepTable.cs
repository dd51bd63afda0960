using Imaging.Worker.Notifications;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>What the sweeper looks for; each query is bounded, what is left comes with the next sweep.</summary>
internal sealed class SweepTable(NpgsqlDataSource database)
{
    private const int Batch = 100;

    /// <summary>Uploads whose time is over, failed as <c>upload-expired</c>.</summary>
    public Task<IReadOnlyList<ImageRow>> ExpireUploadsAsync(CancellationToken cancellationToken) => QueryAsync(
        FinishedImages.Finish(
            $"""
            UPDATE images SET status = 'failed', error_code = 'upload-expired', error_detail = 'The upload was not completed in time.',
                finished_at = now(), version = version + 1
            WHERE id IN (SELECT id FROM images WHERE status = 'pending-upload' AND upload_expires_at < now() LIMIT {Batch} FOR UPDATE SKIP LOCKED)
            """,
            ImageRow.Columns),
        cancellationToken);

    /// <summary>Images that wait or are in work.</summary>
    public async Task<long> CountLiveAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("SELECT count(*) FROM images WHERE status IN ('queued', 'processing')");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// At most <paramref name="queuedMax"/> queued jobs whose message nobody has seen for <paramref name="silence"/>, and jobs whose lease
    /// ended that long ago; marked as sent.
    /// </summary>
    public Task<IReadOnlyList<ImageRow>> UnseenAsync(TimeSpan silence, long queuedMax, CancellationToken cancellationToken) => QueryAsync(
        $"""
        UPDATE images SET message_seen_at = now()
        WHERE id IN (
            SELECT id FROM images WHERE message_seen_at < now() - $1 AND status = 'queued'
            ORDER BY queued_at LIMIT LEAST($2, {Batch}) FOR UPDATE SKIP LOCKED)
        OR id IN (
            SELECT id FROM images WHERE message_seen_at < now() - $1 AND status = 'processing' AND lease_until < now() - $1
            LIMIT {Batch} FOR UPDATE SKIP LOCKED)
        RETURNING {ImageRow.Columns}
        """,
        cancellationToken, silence, queuedMax);

    /// <summary>
    /// Images whose upload is of no use any more and may still lie there: worked, cancelled, expired or refused ones. Not before their
    /// address has expired, as until then bytes may come again. Other failed uploads stay for a replay.
    /// </summary>
    public Task<IReadOnlyList<ImageRow>> UploadsLeftAsync(CancellationToken cancellationToken) => QueryAsync(
        $"""
        SELECT {ImageRow.Columns} FROM images
        WHERE NOT upload_deleted
            AND (status IN ('succeeded', 'cancelled') OR error_code IN ('upload-expired', 'upload-too-long', 'upload-too-short'))
            AND finished_at < now() - interval '1 minute' AND upload_expires_at < now() - interval '1 minute'
        LIMIT {Batch}
        """,
        cancellationToken);

    /// <summary>
    /// Failed and cancelled images that refer to derivatives, and have been finished for <paramref name="grace"/>: by then no worker that
    /// was late adds any.
    /// </summary>
    public Task<IReadOnlyList<ImageRow>> ResultsLeftAsync(TimeSpan grace, CancellationToken cancellationToken) => QueryAsync(
        $"""
        SELECT {ImageRow.Columns} FROM images
        WHERE derivatives IS NOT NULL AND status IN ('failed', 'cancelled') AND finished_at < now() - $1 AND deleted_at IS NULL LIMIT {Batch}
        """,
        cancellationToken, grace);

    /// <summary>Images that were deleted <paramref name="grace"/> ago, and whose upload address has expired.</summary>
    public Task<IReadOnlyList<ImageRow>> DeletedAsync(TimeSpan grace, CancellationToken cancellationToken) => QueryAsync(
        $"""
        SELECT {ImageRow.Columns} FROM images
        WHERE deleted_at < now() - $1 AND upload_expires_at < now() - interval '1 minute' LIMIT {Batch}
        """,
        cancellationToken, grace);

    /// <summary>Given-up images whose poison record was not confirmed.</summary>
    public Task<IReadOnlyList<ImageRow>> PoisonLeftAsync(TimeSpan silence, CancellationToken cancellationToken) => QueryAsync(
        $"""
        SELECT {ImageRow.Columns} FROM images
        WHERE error_code = 'attempts-exhausted' AND NOT poison_sent AND finished_at < now() - $1 AND deleted_at IS NULL LIMIT {Batch}
        """,
        cancellationToken, silence);

    /// <summary>Forgets what was uploaded on days that no quota counts any more.</summary>
    public async Task ForgetDaysAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("DELETE FROM owner_days WHERE day < (now() AT TIME ZONE 'UTC')::date - 1");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How long the oldest queued image has waited; zero where none is queued.</summary>
    public async Task<TimeSpan> OldestWaitAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("SELECT coalesce(now() - min(queued_at), interval '0') FROM images WHERE status = 'queued'");
        return (TimeSpan)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<IReadOnlyList<ImageRow>> QueryAsync(string text, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = database.Command(text, values);
        return await ImageRow.ReadAllAsync(command, cancellationToken);
    }
}
