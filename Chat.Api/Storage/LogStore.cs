using System.Text.Json;
using Chat.Api.Messages;
using Npgsql;

namespace Chat.Api.Storage;

/// <summary>The log as PostgreSQL has it.</summary>
internal sealed class LogStore(NpgsqlDataSource database)
{
    /// <summary>What <see cref="Entry"/> reads, in its order; the room stands elsewhere.</summary>
    public const string Columns = "epoch, sequence, ordinal, kind, id, sender, client_message_id, sent_at, text, details, edited_at, deleted_at";

    /// <summary>Entries with a sequence between the two bounds, both excluded, ascending.</summary>
    /// <param name="room">Id of the room.</param>
    /// <param name="lower">Every entry has a higher sequence.</param>
    /// <param name="upper">Every entry has a lower sequence.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="newest">True: those next to the upper bound; false: those next to the lower.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<LogEntry>> ReadAsync(
        string room, long lower, long upper, int limit, bool newest, CancellationToken cancellationToken)
    {
        var direction = newest ? "DESC" : "ASC";
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM entries WHERE room = $1 AND sequence > $2 AND sequence < $3 ORDER BY sequence {direction}, epoch {direction} LIMIT $4");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(lower);
        command.Parameters.AddWithValue(upper);
        command.Parameters.AddWithValue(limit);
        var entries = new List<LogEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(Entry(room, reader));
        }

        if (newest)
        {
            entries.Reverse();
        }

        return entries;
    }

    /// <summary>Who sent the message, or null where PostgreSQL has none of that id; a deleted one counts as none.</summary>
    public async Task<string?> SenderAsync(string room, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT sender FROM entries WHERE room = $1 AND id = $2 AND kind = 'message' AND deleted_at IS NULL");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(id);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async Task<bool> HoldsAsync(string room, long epoch, long sequence, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT EXISTS (SELECT FROM entries WHERE room = $1 AND epoch = $2 AND sequence = $3)");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(epoch);
        command.Parameters.AddWithValue(sequence);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Hands out an epoch that nobody was given before, above <paramref name="delivered"/> and above every stored entry,
    /// together with the highest sequence and ordinal that are stored.
    /// </summary>
    public async Task<(long Epoch, long Sequence, long Ordinal)> BeginEpochAsync(string room, long delivered, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH stored AS (
                SELECT coalesce(max(epoch), 0) AS epoch, coalesce(max(sequence), 0) AS sequence, coalesce(max(ordinal), 0) AS ordinal
                FROM (
                    (SELECT epoch, sequence, ordinal FROM entries WHERE room = $1 ORDER BY sequence DESC, epoch DESC LIMIT 1)
                    -- What retention has deleted was the last there was, perhaps.
                    UNION ALL SELECT epoch, sequence, ordinal FROM epochs WHERE room = $1
                ) AS last
            ), begun AS (
                INSERT INTO epochs AS known (room, epoch) SELECT $1, greatest(stored.epoch, $2) + 1 FROM stored
                ON CONFLICT (room) DO UPDATE SET epoch = greatest(known.epoch + 1, excluded.epoch)
                RETURNING epoch
            )
            SELECT begun.epoch, stored.sequence, stored.ordinal FROM begun, stored
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(delivered);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>The highest sequence of the room that retention has deleted: there is nothing at and below it any more; 0 for none.</summary>
    public async Task<long> GoneAsync(string room, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT gone FROM epochs WHERE room = $1");
        command.Parameters.AddWithValue(room);
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    /// <summary>The row's entry; its first column is the first of <see cref="Columns"/>, unless others stand before.</summary>
    public static LogEntry Entry(string room, NpgsqlDataReader reader, int before = 0)
    {
        var details = reader.IsDBNull(before + 9) ? null : JsonSerializer.Deserialize(reader.GetString(before + 9), EntryJson.Default.EntryDetails);
        return new()
        {
            Room = room,
            Epoch = reader.GetInt64(before),
            Sequence = reader.GetInt64(before + 1),
            Ordinal = reader.GetInt64(before + 2),
            Kind = reader.GetString(before + 3),
            Id = reader.GetGuid(before + 4),
            Sender = reader.GetString(before + 5),
            ClientMessageId = reader.IsDBNull(before + 6) ? null : reader.GetGuid(before + 6),
            SentAt = reader.GetDateTime(before + 7),
            Text = reader.IsDBNull(before + 8) ? null : reader.GetString(before + 8),
            ReplyTo = details?.ReplyTo,
            Attachments = details?.Attachments,
            Mentions = details?.Mentions,
            Emoji = details?.Emoji,
            On = details?.On,
            EditedAt = reader.IsDBNull(before + 10) ? null : reader.GetDateTime(before + 10),
            DeletedAt = reader.IsDBNull(before + 11) ? null : reader.GetDateTime(before + 11),
        };
    }
}
