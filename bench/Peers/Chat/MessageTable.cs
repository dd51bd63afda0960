using Npgsql;

namespace Peers.Chat;

/// <summary>The table of messages.</summary>
internal static class MessageTable
{
    /// <summary>Any number: nodes that start at once must not create the table at once.</summary>
    private const long Creating = 4711;

    public static async Task CreateAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            $"""
            SELECT pg_advisory_xact_lock({Creating});
            CREATE TABLE IF NOT EXISTS messages (
                sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room text NOT NULL, id uuid NOT NULL,
                client_message_id uuid NOT NULL, sender text NOT NULL, sent_at timestamptz NOT NULL, text text NOT NULL);
            CREATE INDEX IF NOT EXISTS messages_of_room ON messages (room, sequence);
            """,
            connection,
            transaction);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Writes one row and answers it as clients get it.</summary>
    public static async Task<BackplaneEntry> InsertAsync(NpgsqlDataSource database, BackplaneMessage message, string sender, DateTime sentAt)
    {
        var id = Guid.CreateVersion7();
        await using var command = database.CreateCommand(
            "INSERT INTO messages (room, id, client_message_id, sender, sent_at, text) VALUES ($1, $2, $3, $4, $5, $6) RETURNING sequence");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Room });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.ClientMessageId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sender });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = sentAt });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Text });
        var sequence = (long)(await command.ExecuteScalarAsync())!;
        return new(message.Room, 0, sequence, "message", id, sender, sentAt, message.Text, message.ClientMessageId);
    }
}
