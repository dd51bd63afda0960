using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>
/// Which images refer to which folder of derivatives. Taking a reference and deleting behind the last one exclude each other by a lock
/// on the folder: otherwise a delete that has just seen no reference would take the blobs from under a job that has just begun.
/// </summary>
internal sealed class DerivativeTable(NpgsqlDataSource database)
{
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

    /// <summary>The job refers to the folder from now on; false: the job is another worker's. Waits for a delete of the folder.</summary>
    public async Task<bool> ReferAsync(ImageRow claim, string derivatives, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Lock, cancellationToken, derivatives);
        var held = await ExecuteAsync(
            connection, $"UPDATE images SET derivatives = $3 WHERE {JobTable.Held}", cancellationToken, claim.Id, claim.Fence, derivatives);
        await transaction.CommitAsync(cancellationToken);
        return held == 1;
    }

    /// <summary>
    /// Removes a finished image with its blobs: from now on nobody sees it. Its row stays until <see cref="ForgetAsync"/>, for blobs that
    /// a late worker adds.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="deleteBlobs">Gets the folder where this was the last reference to it, else null. When it fails, the image stays.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RemoveAsync(ImageRow image, Func<string?, Task> deleteBlobs, CancellationToken cancellationToken) => ReleaseAsync(
        image,
        """
        WITH unfindable AS (DELETE FROM image_embeddings WHERE image_id = $1)
        UPDATE images SET deleted_at = now(), idempotency_key = NULL, file_name = '', manifest = NULL, version = version + 1
        WHERE id = $1 AND deleted_at IS NULL
        """,
        deleteBlobs, cancellationToken);

    /// <summary>The same for what a removed image may have got since; then nothing of it is left.</summary>
    public Task ForgetAsync(ImageRow image, Func<string?, Task> deleteBlobs, CancellationToken cancellationToken) =>
        ReleaseAsync(image, "DELETE FROM images WHERE id = $1 AND deleted_at IS NOT NULL", deleteBlobs, cancellationToken);

    /// <summary>The same for a failed or cancelled image that stays: it refers to no derivatives any more.</summary>
    public Task ClearAsync(ImageRow image, Func<string?, Task> deleteBlobs, CancellationToken cancellationToken) => ReleaseAsync(
        image, "UPDATE images SET derivatives = NULL WHERE id = $1 AND status IN ('failed', 'cancelled')", deleteBlobs, cancellationToken);

    /// <summary>The manifest of a finished image of the same folder, which is the same owner's, bytes' and preset's; null: there is none.</summary>
    public async Task<string?> FindManifestAsync(string derivatives, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            SELECT manifest::text FROM images WHERE derivatives = $1 AND status = 'succeeded' AND deleted_at IS NULL
            ORDER BY finished_at DESC LIMIT 1
            """,
            derivatives);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task ReleaseAsync(ImageRow image, string change, Func<string?, Task> deleteBlobs, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Lock, cancellationToken, image.Derivatives ?? image.Id);
        // Nothing is deleted for an image that changed since it was read, such as one that is replayed.
        if (await ExecuteAsync(connection, change, cancellationToken, image.Id) == 1)
        {
            await deleteBlobs(await IsReferredToAsync(connection, image.Derivatives, cancellationToken) ? null : image.Derivatives);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    // A failed or cancelled image can write no manifest any more, so what it referred to is not kept for it.
    private static async Task<bool> IsReferredToAsync(NpgsqlConnection connection, string? derivatives, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT 1 FROM images WHERE derivatives = $1 AND deleted_at IS NULL AND status NOT IN ('failed', 'cancelled'))", connection);
        command.Parameters.Add(new() { Value = derivatives ?? string.Empty });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
