using Microsoft.Extensions.Options;
using Npgsql;

namespace Webhooks;

/// <summary>An endpoint that is visited: nobody else visits it before the lease ends.</summary>
internal sealed record Visit(Guid Endpoint, string Url, byte[] SealedSecret, int Failures);

/// <summary>A delivery that is due.</summary>
internal sealed record DueDelivery(Guid Id, string Payload, int Attempts);

/// <summary>
/// The outbox, as whoever empties it sees it. A delivery that is too old is not due any more: the tidying buries it, which may also
/// happen to one while it is tried.
/// </summary>
internal sealed class DeliveryStore(NpgsqlDataSource database, IOptions<WebhookOptions> options)
{
    /// <summary>Takes endpoints that have something due, the longest waiting first; each belongs to one visitor until its lease ends.</summary>
    public async Task<List<Visit>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH ready AS (
                SELECT id FROM webhook_endpoints AS endpoint
                WHERE disabled_at IS NULL AND next_at <= now() AND EXISTS (
                    SELECT FROM webhook_deliveries WHERE webhook_deliveries.endpoint = endpoint.id AND dead_at IS NULL AND due_at <= now()
                        AND webhook_deliveries.created_at > now() - $3)
                ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED
            )
            UPDATE webhook_endpoints AS endpoint SET next_at = now() + $2 FROM ready WHERE endpoint.id = ready.id
            RETURNING endpoint.id, url, secret, failures
            """);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(lease);
        command.Parameters.AddWithValue(options.Value.AgeMax);
        var visits = new List<Visit>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            visits.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetInt32(3)));
        }

        return visits;
    }

    /// <summary>The endpoint's due deliveries in the order of their events.</summary>
    public async Task<List<DueDelivery>> DueAsync(Guid endpoint, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT id, payload, attempts FROM webhook_deliveries
            WHERE endpoint = $1 AND dead_at IS NULL AND due_at <= now() AND created_at > now() - $3 ORDER BY number LIMIT $2
            """);
        command.Parameters.AddWithValue(endpoint);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(options.Value.AgeMax);
        var due = new List<DueDelivery>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2)));
        }

        return due;
    }

    public Task DoneAsync(Guid id, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM webhook_deliveries WHERE id = $1", cancellationToken, id);

    public Task RetryAsync(Guid id, TimeSpan pause, string error, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = now() + $2, last_error = $3 WHERE id = $1 AND dead_at IS NULL",
        cancellationToken, id, pause, error);

    /// <summary>How many it buried: none where the tidying was quicker.</summary>
    public Task<int> BuryAsync(Guid id, string error, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE webhook_deliveries SET attempts = attempts + 1, dead_at = now(), last_error = $2 WHERE id = $1 AND dead_at IS NULL",
        cancellationToken, id, error);

    /// <summary>The visit ended before it was over.</summary>
    public Task ReleaseAsync(Guid endpoint, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE webhook_endpoints SET next_at = now() WHERE id = $1", cancellationToken, endpoint);

    /// <summary>The visit is over and the endpoint took what it was given.</summary>
    public Task SucceededAsync(Guid endpoint, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE webhook_endpoints SET next_at = now(), failures = 0, failing_since = NULL WHERE id = $1", cancellationToken, endpoint);

    /// <summary>The visit is over, and the next is after the pause; never again where there was nothing but failures for too long.</summary>
    public Task FailedAsync(Guid endpoint, TimeSpan pause, CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE webhook_endpoints SET next_at = now() + $2, failures = failures + 1, failing_since = coalesce(failing_since, now()),
            disabled_at = CASE WHEN failing_since < now() - $3 THEN now() END
        WHERE id = $1
        """,
        cancellationToken, endpoint, pause, options.Value.DisableAfter);

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
