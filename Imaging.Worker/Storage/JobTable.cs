using Imaging.Worker.Notifications;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>
/// What workers read and write of <c>images</c>. Time is the database's, the one clock that all workers share; every write after a
/// claim carries the claim's fencing token and answers false when another claim came after it.
/// </summary>
internal sealed class JobTable(NpgsqlDataSource database)
{
    public const string Held = "id = $1 AND fence = $2 AND status = 'processing'";

    /// <summary>Notes that a message of a waiting job is alive, so that the sweeper sends no other.</summary>
    public Task<bool> SeenAsync(string id, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE images SET message_seen_at = now() WHERE id = $1 AND status = 'queued'", cancellationToken, id);

    public Task<bool> RenewAsync(ImageRow claim, TimeSpan lease, CancellationToken cancellationToken) =>
        WriteAsync($"UPDATE images SET lease_until = now() + $3 WHERE {Held}", cancellationToken, claim.Id, claim.Fence, lease);

    public Task<bool> SucceedAsync(ImageRow claim, string manifest, CancellationToken cancellationToken) => FinishAsync(
        $"""
        UPDATE images SET status = 'succeeded', manifest = $3::jsonb, error_code = NULL, error_detail = NULL,
            finished_at = now(), lease_until = NULL, version = version + 1
        WHERE {Held}
        """,
        cancellationToken, claim.Id, claim.Fence, manifest);

    public Task<bool> FailAsync(ImageRow claim, string code, string detail, CancellationToken cancellationToken) => FinishAsync(
        $"""
        UPDATE images SET status = 'failed', error_code = $3, error_detail = $4, finished_at = now(), lease_until = NULL, version = version + 1
        WHERE {Held}
        """,
        cancellationToken, claim.Id, claim.Fence, code, detail);

    /// <summary>Puts the job back after a failure that may pass; the attempt counts.</summary>
    public Task<bool> RetryAsync(ImageRow claim, TimeSpan backoff, string detail, CancellationToken cancellationToken) => WriteAsync(
        $"""
        UPDATE images SET status = 'queued', not_before = now() + $3, error_detail = $4, message_seen_at = now() + $3,
            lease_until = NULL, version = version + 1
        WHERE {Held}
        """,
        cancellationToken, claim.Id, claim.Fence, backoff, detail);

    /// <summary>Puts the job back because this worker stops; the attempt does not count.</summary>
    public Task<bool> HandBackAsync(ImageRow claim, CancellationToken cancellationToken) => WriteAsync(
        $"UPDATE images SET status = 'queued', attempts = attempts - 1, lease_until = NULL, version = version + 1 WHERE {Held}",
        cancellationToken, claim.Id, claim.Fence);

    /// <summary>Ends a job whose last allowed attempt died without a word.</summary>
    public Task<bool> GiveUpAsync(string id, int attemptsMax, string detail, CancellationToken cancellationToken) => FinishAsync(
        """
        UPDATE images SET status = 'failed', error_code = 'attempts-exhausted', error_detail = coalesce(error_detail, $3),
            fence = fence + 1, finished_at = now(), lease_until = NULL, version = version + 1
        WHERE id = $1 AND attempts >= $2 AND (status = 'queued' OR status = 'processing' AND lease_until <= now())
        """,
        cancellationToken, id, attemptsMax, detail);

    /// <summary>Ends a job whose last worker died after it had written the manifest.</summary>
    public Task<bool> AdoptAsync(string id, string manifest, CancellationToken cancellationToken) => FinishAsync(
        """
        UPDATE images SET status = 'succeeded', manifest = $2::jsonb, error_code = NULL, error_detail = NULL,
            fence = fence + 1, finished_at = now(), lease_until = NULL, version = version + 1
        WHERE id = $1 AND (status = 'queued' OR status = 'processing' AND lease_until <= now())
        """,
        cancellationToken, id, manifest);

    /// <summary>Queues an image that was given up, with all its attempts before it; false: it is not one.</summary>
    public Task<bool> ReplayAsync(string id, CancellationToken cancellationToken) => WriteAsync(
        """
        UPDATE images SET status = 'queued', attempts = 0, error_code = NULL, error_detail = NULL, finished_at = NULL, started_at = NULL,
            not_before = NULL, poison_sent = false, queued_at = now(), message_seen_at = now(), version = version + 1
        WHERE id = $1 AND status = 'failed' AND error_code = 'attempts-exhausted' AND NOT upload_deleted AND deleted_at IS NULL
        """,
        cancellationToken, id);

    public Task UploadDeletedAsync(string id, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE images SET upload_deleted = true WHERE id = $1", cancellationToken, id);

    public Task PoisonSentAsync(string id, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE images SET poison_sent = true WHERE id = $1", cancellationToken, id);

    /// <summary>Says that this worker lives, and forgets those that have been silent for an hour, and what those learned that are gone.</summary>
    public Task WorkerSeenAsync(string worker, int slots, CancellationToken cancellationToken) => WriteAsync(
        """
        WITH old AS (DELETE FROM workers WHERE seen_at < now() - interval '1 hour'
        ), lost AS (DELETE FROM slot_times WHERE worker <> $1 AND NOT EXISTS (SELECT FROM workers WHERE name = worker))
        INSERT INTO workers (name, slots) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET slots = excluded.slots, seen_at = now()
        """,
        cancellationToken, worker, slots);

    public Task WorkerGoneAsync(string worker, CancellationToken cancellationToken) =>
        WriteAsync("DELETE FROM workers WHERE name = $1", cancellationToken, worker);

    /// <summary>True for exactly one of all that try: it has made the image finished.</summary>
    private async Task<bool> FinishAsync(string update, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = database.Command(FinishedImages.Finish(update), values);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private async Task<bool> WriteAsync(string text, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = database.Command(text, values);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
