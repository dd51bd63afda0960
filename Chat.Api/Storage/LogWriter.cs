using Chat.Api.Messages;
using Chat.Api.Webhooks;
using Npgsql;
using NpgsqlTypes;

namespace Chat.Api.Storage;

/// <summary>Writes entries into PostgreSQL, in one transaction and as often as anybody likes: the second time changes nothing.</summary>
internal sealed class LogWriter(NpgsqlDataSource database)
{
    /// <summary>Rows that are new, and with them what is read of them by other ways: mentions, reactions, webhooks.</summary>
    private static readonly string Insert = $"""
        WITH written AS (
            INSERT INTO entries (room, epoch, sequence, ordinal, kind, id, sender, client_message_id, sent_at, text, details)
            SELECT room, epoch, sequence, ordinal, kind, id, sender, client_message_id, sent_at, text, details::jsonb
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                AS new (room, epoch, sequence, ordinal, kind, id, sender, client_message_id, sent_at, text, details)
            ON CONFLICT (room, epoch, sequence) DO NOTHING
            RETURNING room, epoch, sequence, ordinal, kind, id, sender, sent_at, text, details
        ), mentioned AS (
            INSERT INTO mentions (user_id, id, room, sequence)
            SELECT DISTINCT mention, written.id, written.room, written.sequence
            FROM written, jsonb_array_elements_text(written.details -> 'mentions') AS mention
            WHERE written.kind = 'message'
            ON CONFLICT (user_id, id) DO NOTHING
        ), reacted AS (
            INSERT INTO reactions AS known (room, id, emoji, user_id, is_on, epoch, sequence)
            SELECT DISTINCT ON (room, id, details ->> 'emoji', sender)
                room, id, details ->> 'emoji', sender, (details ->> 'on')::boolean, epoch, sequence
            FROM written WHERE kind = 'reaction' AND details ? 'emoji'
            ORDER BY room, id, details ->> 'emoji', sender, epoch DESC, sequence DESC
            ON CONFLICT (room, id, emoji, user_id) DO UPDATE
                SET is_on = excluded.is_on, epoch = excluded.epoch, sequence = excluded.sequence
                WHERE (known.epoch, known.sequence) < (excluded.epoch, excluded.sequence)
        )
        {RoomEvents.Enqueue("written")}
        """;

    private const string ApplyEdits = """
        UPDATE entries AS message
        SET text = edit.text, edited_at = edit.sent_at, changed_epoch = edit.epoch, changed_sequence = edit.sequence
        FROM unnest($1, $2, $3, $4, $5, $6) AS edit (room, id, epoch, sequence, sent_at, text)
        WHERE message.room = edit.room AND message.id = edit.id AND message.kind = 'message' AND message.deleted_at IS NULL
            AND (message.changed_epoch, message.changed_sequence) < (edit.epoch, edit.sequence)
        """;

    // What is deleted is gone: from the message, and from the edits that it had.
    private const string ApplyDeletions = """
        UPDATE entries AS gone
        SET text = NULL, details = NULL, deleted_at = deletion.sent_at, changed_epoch = deletion.epoch, changed_sequence = deletion.sequence
        FROM unnest($1, $2, $3, $4, $5) AS deletion (room, id, epoch, sequence, sent_at)
        WHERE gone.room = deletion.room AND gone.id = deletion.id AND gone.kind IN ('message', 'edited') AND gone.deleted_at IS NULL
        """;

    private const string ForgetReactions = """
        DELETE FROM reactions USING unnest($1, $2) AS deletion (room, id)
        WHERE reactions.room = deletion.room AND reactions.id = deletion.id
        """;

    /// <summary>Whoever deletes the message of another acts as a moderator.</summary>
    private const string RecordDeletions = """
        INSERT INTO audit (room, actor, act, subject, details, at, epoch, sequence)
        SELECT message.room, deletion.sender, 'message-deleted', message.id::text,
            jsonb_build_object('sender', message.sender), deletion.sent_at, deletion.epoch, deletion.sequence
        FROM unnest($1, $2, $3, $4, $5, $6) AS deletion (room, id, epoch, sequence, sent_at, sender)
        JOIN entries AS message ON message.room = deletion.room AND message.id = deletion.id AND message.kind = 'message'
        WHERE message.sender <> deletion.sender
        ON CONFLICT (room, epoch, sequence) WHERE sequence IS NOT NULL DO NOTHING
        """;

    /// <summary>Ends when PostgreSQL has answered, and fails where it does not.</summary>
    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT 1");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task WriteAsync(IReadOnlyCollection<LogEntry> entries, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Inserting(entries));
        if (LastOf(entries, EntryKinds.Edited) is { Count: > 0 } edits)
        {
            batch.BatchCommands.Add(Changing(ApplyEdits, edits, edit => edit.Text));
        }

        if (LastOf(entries, EntryKinds.Deleted) is { Count: > 0 } deletions)
        {
            batch.BatchCommands.Add(Changing(ApplyDeletions, deletions));
            batch.BatchCommands.Add(Changing(RecordDeletions, deletions, deletion => deletion.Sender));
            batch.BatchCommands.Add(Forgetting(deletions));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>UPDATE ... FROM takes any one of several matches: each message must stand there once, with its last change.</summary>
    private static List<LogEntry> LastOf(IReadOnlyCollection<LogEntry> entries, string kind) =>
        [.. entries.Where(entry => entry.Kind == kind)
            .GroupBy(entry => (entry.Room, entry.Id))
            .Select(changes => changes.MaxBy(change => (change.Epoch, change.Sequence))!)];

    private static NpgsqlBatchCommand Inserting(IReadOnlyCollection<LogEntry> entries)
    {
        var command = new NpgsqlBatchCommand(Insert);
        Add(command, NpgsqlDbType.Text, entries.Select(entry => entry.Room));
        Add(command, NpgsqlDbType.Bigint, entries.Select(entry => entry.Epoch));
        Add(command, NpgsqlDbType.Bigint, entries.Select(entry => entry.Sequence));
        Add(command, NpgsqlDbType.Bigint, entries.Select(entry => entry.Ordinal));
        Add(command, NpgsqlDbType.Text, entries.Select(entry => entry.Kind));
        Add(command, NpgsqlDbType.Uuid, entries.Select(entry => entry.Id));
        Add(command, NpgsqlDbType.Text, entries.Select(entry => entry.Sender));
        Add(command, NpgsqlDbType.Uuid, entries.Select(entry => entry.ClientMessageId));
        Add(command, NpgsqlDbType.TimestampTz, entries.Select(entry => entry.SentAt));
        Add(command, NpgsqlDbType.Text, entries.Select(entry => entry.Text));
        Add(command, NpgsqlDbType.Text, entries.Select(EntryDetails.Of));
        return command;
    }

    private static NpgsqlBatchCommand Changing(string sql, List<LogEntry> changes, Func<LogEntry, string?>? last = null)
    {
        var command = new NpgsqlBatchCommand(sql);
        Add(command, NpgsqlDbType.Text, changes.Select(change => change.Room));
        Add(command, NpgsqlDbType.Uuid, changes.Select(change => change.Id));
        Add(command, NpgsqlDbType.Bigint, changes.Select(change => change.Epoch));
        Add(command, NpgsqlDbType.Bigint, changes.Select(change => change.Sequence));
        Add(command, NpgsqlDbType.TimestampTz, changes.Select(change => change.SentAt));
        if (last is not null)
        {
            Add(command, NpgsqlDbType.Text, changes.Select(last));
        }

        return command;
    }

    private static NpgsqlBatchCommand Forgetting(List<LogEntry> deletions)
    {
        var command = new NpgsqlBatchCommand(ForgetReactions);
        Add(command, NpgsqlDbType.Text, deletions.Select(deletion => deletion.Room));
        Add(command, NpgsqlDbType.Uuid, deletions.Select(deletion => deletion.Id));
        return command;
    }

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
