using Imaging.Worker.Similar;
using Webhooks;

namespace Imaging.Worker.Notifications;

/// <summary>What webhooks are told: that an image is finished, whoever finished it, and as what.</summary>
internal static class FinishedImages
{
    /// <summary>Types that an endpoint may ask for.</summary>
    public static readonly string[] Types = ["image.succeeded", "image.failed", "image.cancelled"];

    /// <summary>
    /// A statement that makes images finished, keeps what a search needs of them, and hands their end to the outbox of their owners:
    /// all of it or nothing. It answers <paramref name="columns"/> of the images.
    /// </summary>
    /// <param name="update">An UPDATE of <c>images</c> that sets a final status, without RETURNING.</param>
    /// <param name="columns">Expressions over the row, such as <c>id</c>.</param>
    public static string Finish(string update, string columns = "id") => $"""
        WITH finished AS ({update} RETURNING *), embedded AS ({EmbeddingTable.WriteFinished}), told AS ({Enqueue})
        SELECT {columns} FROM finished
        """;

    // No signed address: a receiver asks for the status, which gives fresh ones to whoever may have them.
    private static readonly string Enqueue = WebhookOutbox.Insert("""
        SELECT owner AS scope,
            id || ':' || version AS event_id,
            id AS position,
            'image.' || status AS type,
            jsonb_build_object(
                'type', 'image.' || status,
                'timestamp', to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'data', jsonb_strip_nulls(jsonb_build_object(
                    'id', id, 'status', status, 'version', version, 'fileName', file_name, 'preset', preset, 'statusUrl', '/images/' || id,
                    'error', CASE WHEN status = 'failed' THEN jsonb_build_object('code', error_code, 'detail', error_detail) END))) AS payload
        FROM finished
        """);
}
