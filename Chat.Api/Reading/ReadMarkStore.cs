using Npgsql;
using NpgsqlTypes;

namespace Chat.Api.Reading;

/// <summary>Read marks in PostgreSQL.</summary>
internal sealed class ReadMarkStore(NpgsqlDataSource database)
{
    /// <summary>Whether the user ($2) was never a member of the room ($1): who was keeps the mark.</summary>
    public const string HasNone = "SELECT NOT EXISTS (SELECT FROM read_marks WHERE room = $1 AND user_id = $2)";

    private const int RoomsMax = 1_000;

    /// <summary>The user's mark in the room; zeros where there is none.</summary>
    public async Task<ReadMark> FindAsync(string room, string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT ordinal, sequence FROM read_marks WHERE room = $1 AND user_id = $2");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(user);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetInt64(0), reader.GetInt64(1)) : default;
    }

    /// <summary>The rooms that the user is a member of, each with the user's mark.</summary>
    public async Task<List<OwnedMark>> OfUserAsync(string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT members.room, coalesce(read_marks.ordinal, 0), coalesce(read_marks.sequence, 0)
            FROM members LEFT JOIN read_marks ON read_marks.room = members.room AND read_marks.user_id = members.user_id
            WHERE members.user_id = $1 ORDER BY members.room LIMIT $2
            """);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(RoomsMax);
        var marks = new List<OwnedMark>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(new(reader.GetString(0), user, new(reader.GetInt64(1), reader.GetInt64(2))));
        }

        return marks;
    }

    /// <summary>The marks of the room's members, at most <paramref name="limit"/>.</summary>
    public async Task<List<OwnedMark>> OfRoomAsync(string room, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT members.user_id, coalesce(ordinal, 0), coalesce(sequence, 0)
            FROM members LEFT JOIN read_marks ON read_marks.room = members.room AND read_marks.user_id = members.user_id
            WHERE members.room = $1 ORDER BY members.user_id COLLATE "C" LIMIT $2
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(limit);
        var marks = new List<OwnedMark>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(new(room, reader.GetString(0), new(reader.GetInt64(1), reader.GetInt64(2))));
        }

        return marks;
    }

    /// <summary>How many messages the room had with the entry of that sequence; null where PostgreSQL does not know yet.</summary>
    public async Task<long?> OrdinalAsync(string room, long sequence, CancellationToken cancellationToken)
    {
        // Asked of the entry after it, which is there also where this one was lost with an epoch or is past its retention.
        await using var command = database.CreateCommand("""
            SELECT coalesce(
                (SELECT ordinal FROM entries WHERE room = $1 AND sequence = $2 ORDER BY epoch DESC LIMIT 1),
                (SELECT ordinal - (kind = 'message')::int FROM entries WHERE room = $1 AND sequence > $2 ORDER BY sequence, epoch LIMIT 1))
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(sequence);
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>Where the rooms stand as far as they are stored.</summary>
    public async Task<Dictionary<string, ReadMark>> HeadsAsync(IReadOnlyCollection<string> rooms, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT wanted.room, last.ordinal, last.sequence
            FROM unnest($1) AS wanted (room) CROSS JOIN LATERAL (
                SELECT ordinal, sequence
                FROM (
                    (SELECT ordinal, sequence FROM entries WHERE entries.room = wanted.room ORDER BY sequence DESC, epoch DESC LIMIT 1)
                    -- What retention has deleted was the last there was, perhaps.
                    UNION ALL SELECT ordinal, sequence FROM epochs WHERE epochs.room = wanted.room
                ) AS known ORDER BY sequence DESC LIMIT 1) AS last
            """);
        command.Parameters.AddWithValue(rooms.ToArray());
        var heads = new Dictionary<string, ReadMark>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            heads[reader.GetString(0)] = new(reader.GetInt64(1), reader.GetInt64(2));
        }

        return heads;
    }

    /// <summary>How often the user is mentioned after each mark, in messages that were not deleted; rooms without are left out.</summary>
    public async Task<Dictionary<string, long>> MentionsAsync(string user, IReadOnlyCollection<OwnedMark> after, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        if (after.Count == 0)
        {
            return counts;
        }

        await using var command = database.CreateCommand("""
            SELECT mark.room, count(*)
            FROM unnest($2, $3) AS mark (room, sequence)
            JOIN mentions ON mentions.user_id = $1 AND mentions.room = mark.room AND mentions.sequence > mark.sequence
            JOIN entries AS message ON message.room = mentions.room AND message.id = mentions.id AND message.kind = 'message' AND message.deleted_at IS NULL
            GROUP BY mark.room
            """);
        command.Parameters.AddWithValue(user);
        Add(command, NpgsqlDbType.Text, after.Select(mark => mark.Room));
        Add(command, NpgsqlDbType.Bigint, after.Select(mark => mark.Mark.Sequence));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[reader.GetString(0)] = reader.GetInt64(1);
        }

        return counts;
    }

    /// <summary>Writes marks that are further than what is there, each as often as anybody likes.</summary>
    public async Task WriteAsync(IReadOnlyCollection<OwnedMark> marks, CancellationToken cancellationToken)
    {
        // In one order everywhere: two nodes that write the same rows must not wait for each other.
        await using var command = database.CreateCommand("""
            INSERT INTO read_marks AS known (room, user_id, ordinal, sequence)
            SELECT new.room, new.user_id, new.ordinal, new.sequence
            FROM unnest($1, $2, $3, $4) AS new (room, user_id, ordinal, sequence) JOIN rooms ON rooms.id = new.room
            ORDER BY new.room, new.user_id
            ON CONFLICT (room, user_id) DO UPDATE SET ordinal = excluded.ordinal, sequence = excluded.sequence
            WHERE known.sequence < excluded.sequence
            """);
        Add(command, NpgsqlDbType.Text, marks.Select(mark => mark.Room));
        Add(command, NpgsqlDbType.Text, marks.Select(mark => mark.User));
        Add(command, NpgsqlDbType.Bigint, marks.Select(mark => mark.Mark.Ordinal));
        Add(command, NpgsqlDbType.Bigint, marks.Select(mark => mark.Mark.Sequence));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
