using Webhooks;

namespace Chat.Api.Webhooks;

/// <summary>What a room's log says to webhooks: every new entry is an event of its room.</summary>
internal static class RoomEvents
{
    /// <summary>Types that an endpoint may ask for.</summary>
    public static readonly string[] Types = ["message.created", "message.edited", "message.deleted", "reaction.added", "reaction.removed"];

    /// <summary>
    /// A statement that hands the entries of <paramref name="written"/> to the outbox. It stands in the transaction, and in the
    /// statement, that stores them: an entry is stored with its deliveries or not at all, and a replay adds none.
    /// </summary>
    /// <param name="written">Name of a common table expression over new rows of <c>entries</c>.</param>
    public static string Enqueue(string written) => WebhookOutbox.Insert($$"""
        SELECT room AS scope,
            room || ':' || epoch || '-' || sequence AS event_id,
            sequence AS position,
            named.type,
            jsonb_build_object(
                'type', named.type,
                'timestamp', named.sent_at,
                'data', jsonb_strip_nulls(jsonb_build_object(
                    'room', room, 'epoch', epoch, 'sequence', sequence, 'ordinal', ordinal, 'kind', kind, 'id', id, 'sender', sender,
                    'sentAt', named.sent_at, 'text', text)) || coalesce(details, '{}')) AS payload
        FROM {{written}}, LATERAL (SELECT
            CASE kind
                WHEN 'message' THEN 'message.created' WHEN 'edited' THEN 'message.edited' WHEN 'deleted' THEN 'message.deleted'
                ELSE CASE WHEN (details ->> 'on')::boolean THEN 'reaction.added' ELSE 'reaction.removed' END
            END AS type,
            to_char({{written}}.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS sent_at) AS named
        """);
}
