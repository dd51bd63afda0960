namespace Webhooks;

/// <summary>
/// How events get in: by a statement of the service's own transaction, so that an event is kept exactly if what it tells of
/// is. It is delivered at least once, to every endpoint of its scope that asks for its type and takes it before it is given up
/// (<see cref="WebhookOptions"/> says when). What waits is not counted here: that is the tidying's.
/// </summary>
public static class WebhookOutbox
{
    /// <summary>An INSERT over the rows of a query. An event of an id that an endpoint has waiting already is not added again.</summary>
    /// <param name="rows">
    /// A SELECT of <c>scope</c>, <c>event_id</c>, <c>position</c> (their order), <c>type</c> and <c>payload</c> (JSON). It may name common table
    /// expressions that stand before, and parameters.
    /// </param>
    public static string Insert(string rows) => $"""
        INSERT INTO webhook_deliveries (endpoint, event_id, type, payload)
        SELECT endpoint.id, event.event_id, event.type, event.payload::text
        FROM ({rows}) AS event
        JOIN webhook_endpoints AS endpoint ON endpoint.scope = event.scope
            AND endpoint.disabled_at IS NULL AND (endpoint.types IS NULL OR event.type = ANY (endpoint.types))
        ORDER BY event.position
        ON CONFLICT (endpoint, event_id) DO NOTHING
        """;
}
