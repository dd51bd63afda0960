using Chat.Api.Messages;
using Chat.Api.Storage;
using Npgsql;

namespace Chat.Api.Search;

/// <summary>Messages that mention a user, as PostgreSQL has them, in rooms that the user is a member of now.</summary>
internal sealed class Mentions(NpgsqlDataSource database)
{
    /// <summary>Newest first: ids of messages rise with time.</summary>
    public async Task<List<LogEntry>> OfAsync(string user, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT mentions.room, message.* FROM mentions
            JOIN members ON members.room = mentions.room AND members.user_id = mentions.user_id
            CROSS JOIN LATERAL (
                SELECT {LogStore.Columns} FROM entries
                WHERE entries.room = mentions.room AND entries.id = mentions.id AND kind = 'message' AND deleted_at IS NULL
            ) AS message
            WHERE mentions.user_id = $1 AND ($2::uuid IS NULL OR mentions.id < $2)
            ORDER BY mentions.id DESC LIMIT $3
            """);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(before is null ? DBNull.Value : before);
        command.Parameters.AddWithValue(limit);
        return await Found.ReadAsync(command, cancellationToken);
    }
}
