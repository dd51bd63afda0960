using System.Collections.Frozen;
using Npgsql;

namespace Chat.Api.Moderation;

/// <summary>Mutes, bans and the audit, read from PostgreSQL.</summary>
internal sealed class RestrictionStore(NpgsqlDataSource database)
{
    /// <summary>Most users that are muted in a room at the same time: a node has them in memory.</summary>
    public const int MutesMax = 1_000;

    public async Task<RoomLimits> LimitsAsync(string room)
    {
        await using var command = database.CreateCommand("""
            SELECT rooms.archived_at IS NOT NULL, rooms.slow_mode, mutes.user_id, mutes.until
            FROM rooms LEFT JOIN mutes ON mutes.room = rooms.id AND (mutes.until IS NULL OR mutes.until > now())
            WHERE rooms.id = $1 LIMIT $2
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(MutesMax);
        var (isArchived, slowMode) = (false, 0);
        var mutes = new Dictionary<string, DateTimeOffset>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            (isArchived, slowMode) = (reader.GetBoolean(0), reader.GetInt32(1));
            if (!reader.IsDBNull(2))
            {
                mutes[reader.GetString(2)] = reader.IsDBNull(3) ? DateTimeOffset.MaxValue : reader.GetFieldValue<DateTimeOffset>(3);
            }
        }

        return !isArchived && slowMode == 0 && mutes.Count == 0
            ? RoomLimits.None
            : new(isArchived, TimeSpan.FromSeconds(slowMode), mutes.ToFrozenDictionary());
    }

    /// <param name="table">One of the two that hold restrictions: mutes or bans.</param>
    /// <param name="room">Id of the room.</param>
    /// <param name="after">User that the part begins after.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<Restriction>> ListAsync(
        RestrictionTable table, string room, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT user_id, until, reason, set_by, set_at FROM {table.Name}
            WHERE room = $1 AND user_id > $2 AND (until IS NULL OR until > now()) ORDER BY user_id LIMIT $3
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(after ?? "");
        command.Parameters.AddWithValue(limit);
        var found = new List<Restriction>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetDateTime(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetString(3), reader.GetDateTime(4)));
        }

        return found;
    }

    /// <summary>The newest acts before the given one.</summary>
    public async Task<List<AuditLine>> AuditAsync(string room, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT id, actor, act, subject, details::text, at FROM audit WHERE room = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(before ?? long.MaxValue);
        command.Parameters.AddWithValue(limit);
        var lines = new List<AuditLine>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.IsDBNull(4) ? null : System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(reader.GetString(4)),
                reader.GetDateTime(5)));
        }

        return lines;
    }
}
