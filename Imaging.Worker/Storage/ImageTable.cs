using Imaging.Worker.Notifications;
using Imaging.Worker.Uploads;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>What the API reads and writes of <c>images</c>.</summary>
internal sealed class ImageTable(NpgsqlDataSource database)
{
    private const string Live = "status IN ('pending-upload', 'queued', 'processing')";

    /// <summary>
    /// Adds a pending upload; false when its owner is at one of the <paramref name="limits"/>, or has used <paramref name="key"/> before.
    /// </summary>
    public async Task<bool> AddAsync(ImageRow image, string? key, UploadLimits limits, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        // Uploads of one owner are counted one after another: two at once must not both be the last that is allowed.
        batch.Add("SELECT pg_advisory_xact_lock(hashtextextended('uploads of ' || $1, 0))", image.Owner);
        batch.Add(
            """
            WITH added AS (
                INSERT INTO images (id, owner, status, file_name, content_type, length, preset, upload_expires_at, trace_parent, idempotency_key, bulk)
                SELECT $1, $2, 'pending-upload', $3, $4, $5, $6, $7, $8::text, $9::text, $12
                WHERE (SELECT count(*) FROM images WHERE owner = $2 AND status = 'pending-upload') < $10
                    AND coalesce((SELECT bytes FROM owner_days WHERE owner = $2 AND day = (now() AT TIME ZONE 'UTC')::date), 0) + $5 <= $11
                ON CONFLICT DO NOTHING
                RETURNING owner, length)
            INSERT INTO owner_days AS spent (owner, day, bytes) SELECT owner, (now() AT TIME ZONE 'UTC')::date, length FROM added
            ON CONFLICT (owner, day) DO UPDATE SET bytes = spent.bytes + excluded.bytes
            """,
            image.Id, image.Owner, image.FileName, image.ContentType, image.Length, image.Preset, image.UploadExpiresAt, image.TraceParent, key,
            limits.PendingMax, limits.BytesPerDayMax, image.Bulk);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[1].RecordsAffected == 1;
    }

    /// <summary>The upload that the owner reserved under <paramref name="key"/>.</summary>
    public async Task<ImageRow?> FindByKeyAsync(string owner, string key, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"SELECT {ImageRow.Columns} FROM images WHERE owner = $1 AND idempotency_key = $2", owner, key);
        return await ImageRow.ReadOneAsync(command, cancellationToken);
    }

    public async Task<long> CountPendingAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = database.Command("SELECT count(*) FROM images WHERE owner = $1 AND status = 'pending-upload'", owner);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<ImageRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"SELECT {ImageRow.Columns} FROM images WHERE id = $1 AND deleted_at IS NULL", id);
        return await ImageRow.ReadOneAsync(command, cancellationToken);
    }

    /// <summary>Those of the images that are there and finished well, without their manifests: one with an embedding is ten times its row.</summary>
    public async Task<IReadOnlyList<ImageRow>> FindFinishedAsync(string[] ids, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"SELECT {ImageRow.PlainColumns} FROM images WHERE id = ANY ($1) AND status = 'succeeded' AND deleted_at IS NULL", [ids]);
        return await ImageRow.ReadAllAsync(command, cancellationToken);
    }

    /// <summary>The owner's images without their manifests, newest first, after the one that <paramref name="before"/> names.</summary>
    public async Task<IReadOnlyList<ImageRow>> OfOwnerAsync(
        string owner, (DateTime CreatedAt, string Id)? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            SELECT {ImageRow.PlainColumns} FROM images
            WHERE owner = $1 AND (created_at, id) < ($2, $3) AND deleted_at IS NULL
            ORDER BY created_at DESC, id DESC LIMIT $4
            """,
            owner, before?.CreatedAt ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), before?.Id ?? "~", limit);
        return await ImageRow.ReadAllAsync(command, cancellationToken);
    }

    /// <summary>Moves the end of a pending upload to <paramref name="expiresAt"/>; false when it is pending no more.</summary>
    public async Task<bool> ExtendUploadAsync(string id, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "UPDATE images SET upload_expires_at = $2 WHERE id = $1 AND status = 'pending-upload'", id, expiresAt.UtcDateTime);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The one step from upload to job; true for exactly one of all that try.</summary>
    public async Task<bool> QueueAsync(string id, string uploadETag, string? traceParent, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            UPDATE images SET status = 'queued', upload_etag = $2, queued_at = now(), message_seen_at = now(), trace_parent = coalesce($3::text, trace_parent),
                version = version + 1
            WHERE id = $1 AND status = 'pending-upload'
            """,
            id, uploadETag, traceParent);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Refuses a pending upload for good; false when it is pending no more.</summary>
    public async Task<bool> RefuseUploadAsync(string id, string code, string detail, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            FinishedImages.Finish(
                """
                UPDATE images SET status = 'failed', error_code = $2, error_detail = $3, finished_at = now(), version = version + 1
                WHERE id = $1 AND status = 'pending-upload'
                """),
            id, code, detail);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Sets who may read the derivatives, one of <see cref="ImageVisibility"/>.</summary>
    public async Task ShowAsync(string id, string visibility, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "UPDATE images SET visibility = $2, version = version + 1 WHERE id = $1 AND visibility <> $2", id, visibility);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends an image that is not finished; a worker that has it in work can write no more.</summary>
    public async Task<bool> CancelAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            FinishedImages.Finish(
                $"""
                UPDATE images SET status = 'cancelled', fence = fence + 1, lease_until = NULL, finished_at = now(), version = version + 1
                WHERE id = $1 AND {Live}
                """),
            id);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
