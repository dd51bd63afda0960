using Microsoft.Extensions.Options;
using Npgsql;

namespace Webhooks;

/// <summary>What one statement of the tidying did.</summary>
/// <param name="Rows">Deliveries that were buried or deleted.</param>
/// <param name="Next">The endpoint behind which the next statement goes on; null where nothing is left to do.</param>
internal readonly record struct TidyBatch(int Rows, Guid? Next);

/// <summary>
/// The outbox, as whoever tidies it sees it. A statement takes so few rows that it ends in time however many there are. Several
/// nodes may tidy at once: rows that another has locked are left to it, and what is too much is counted from the newest
/// delivery, which no other node takes away.
/// </summary>
internal sealed class TidyStore(NpgsqlDataSource database, IOptions<WebhookOptions> options)
{
    /// <summary>Most deliveries that one statement buries or deletes. It stands in the statements, so that whoever plans them knows it.</summary>
    public const int BatchRows = 2_000;

    /// <summary>Most endpoints whose deliveries one statement counts.</summary>
    private const int PageMax = 250;

    /// <summary>Index entries that one statement may have to count, over all its endpoints.</summary>
    private const int CountedMax = 100_000;
    private const string Waiting = "dead_at IS NULL";
    private const string Dead = "dead_at IS NOT NULL";
    private const string Delete = "DELETE FROM webhook_deliveries USING batch WHERE webhook_deliveries.id = batch.id RETURNING 1";

    /// <summary>Endpoint by endpoint, since what waits for one is in an index and what waits for disabled ones is not.</summary>
    private static readonly string BuryDisabled = Change(Bury($"coalesce(last_error, '{Failures.Disabled}')"), $"""
        SELECT delivery.id FROM webhook_endpoints AS disabled CROSS JOIN LATERAL (
            SELECT id FROM webhook_deliveries WHERE endpoint = disabled.id AND {Waiting} LIMIT {BatchRows} FOR UPDATE SKIP LOCKED) AS delivery
        WHERE disabled_at IS NOT NULL LIMIT {BatchRows}
        """);

    private static readonly string BuryTooOld = Change(Bury($"coalesce(last_error, '{Failures.TooOld}')"), Oldest("created_at", Waiting));
    private static readonly string DeleteTooOld = Change(Delete, Oldest("dead_at", Dead));
    private static readonly string BuryTooMany = ChangeBeyond(Bury($"'{Failures.TooMany}'"), Waiting);
    private static readonly string DeleteTooMany = ChangeBeyond(Delete, Dead);

    /// <summary>What waits for endpoints that are disabled.</summary>
    public Task<TidyBatch> BuryDisabledAsync(Guid after, CancellationToken cancellationToken) => ChangeAsync(BuryDisabled, cancellationToken);

    /// <summary>What has waited longer than it may, whether or not its endpoint is visited.</summary>
    public Task<TidyBatch> BuryTooOldAsync(Guid after, CancellationToken cancellationToken) =>
        ChangeAsync(BuryTooOld, cancellationToken, options.Value.AgeMax);

    /// <summary>The oldest of what waits for an endpoint beyond what may.</summary>
    public Task<TidyBatch> BuryTooManyAsync(Guid after, CancellationToken cancellationToken) =>
        ChangeBeyondAsync(BuryTooMany, after, options.Value.WaitingMax, cancellationToken);

    /// <summary>Dead deliveries that were kept long enough.</summary>
    public Task<TidyBatch> DeleteTooOldAsync(Guid after, CancellationToken cancellationToken) =>
        ChangeAsync(DeleteTooOld, cancellationToken, options.Value.DeadAge);

    /// <summary>The oldest of an endpoint's dead deliveries beyond what is kept.</summary>
    public Task<TidyBatch> DeleteTooManyAsync(Guid after, CancellationToken cancellationToken) =>
        ChangeBeyondAsync(DeleteTooMany, after, options.Value.DeadMax, cancellationToken);

    private static string Bury(string reason) =>
        $"UPDATE webhook_deliveries SET dead_at = now(), last_error = {reason} FROM batch WHERE webhook_deliveries.id = batch.id RETURNING 1";

    private static string Oldest(string since, string state) =>
        $"SELECT id FROM webhook_deliveries WHERE {state} AND {since} < now() - $1 ORDER BY {since} LIMIT {BatchRows} FOR UPDATE SKIP LOCKED";

    private static string Change(string act, string batch) => $"WITH batch AS ({batch}), changed AS ({act}) SELECT count(*) FROM changed";

    /// <summary>
    /// For a page of endpoints that have such deliveries at all: the newest <c>$3</c> of each stay, of the others the oldest are
    /// changed. Answers also the last endpoint of the page, null where the page is not full and no other follows.
    /// </summary>
    private static string ChangeBeyond(string act, string state) => $"""
        WITH page AS MATERIALIZED (
            SELECT endpoints.id FROM webhook_endpoints AS endpoints
            CROSS JOIN LATERAL (SELECT number FROM webhook_deliveries WHERE endpoint = endpoints.id AND {state} ORDER BY number LIMIT 1) AS any_of_it
            WHERE endpoints.id > $1 ORDER BY endpoints.id LIMIT $2
        ), batch AS (
            SELECT delivery.id FROM page
            CROSS JOIN LATERAL (
                SELECT number FROM webhook_deliveries WHERE endpoint = page.id AND {state} ORDER BY number DESC OFFSET $3 LIMIT 1) AS first_beyond
            CROSS JOIN LATERAL (
                SELECT id FROM webhook_deliveries WHERE endpoint = page.id AND {state} AND number <= first_beyond.number
                ORDER BY number LIMIT {BatchRows} FOR UPDATE SKIP LOCKED) AS delivery
            LIMIT {BatchRows}
        ), changed AS ({act})
        SELECT (SELECT count(*) FROM changed), (SELECT id FROM page ORDER BY id OFFSET $2 - 1 LIMIT 1)
        """;

    private async Task<TidyBatch> ChangeAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        var rows = (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return new(rows, rows == BatchRows ? Guid.Empty : null);
    }

    private async Task<TidyBatch> ChangeBeyondAsync(string sql, Guid after, int keep, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, after, Math.Clamp(CountedMax / keep, 1, PageMax), keep);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var rows = (int)reader.GetInt64(0);
        // A full batch may not have been all of this page.
        return new(rows, rows == BatchRows ? after : reader.IsDBNull(1) ? null : reader.GetGuid(1));
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return command;
    }
}
