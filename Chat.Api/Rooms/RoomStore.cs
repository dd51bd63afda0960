using Chat.Api.Reading;
using Npgsql;

namespace Chat.Api.Rooms;

/// <summary>Reads rooms and their members from PostgreSQL, creates rooms and lets users into public ones.</summary>
internal sealed class RoomStore(NpgsqlDataSource database)
{
    private const string Columns = "rooms.id, rooms.name, rooms.kind, members.role, rooms.archived_at, rooms.slow_mode, rooms.retention_days";

    /// <summary>False where the id is taken.</summary>
    public async Task<bool> CreateAsync(Room room, string owner, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH created AS (
                INSERT INTO rooms (id, name, kind, created_by) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING RETURNING id
            )
            INSERT INTO members (room, user_id, role) SELECT id, $4, 'owner' FROM created
            """);
        command.Parameters.AddWithValue(room.Id);
        command.Parameters.AddWithValue(room.Name);
        command.Parameters.AddWithValue(room.Kind);
        command.Parameters.AddWithValue(owner);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Both are owners of a direct room, and a pair has one: false where it is there already, or the id is taken.</summary>
    public async Task<bool> CreateDirectAsync(Room room, string first, string second, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH created AS (
                INSERT INTO rooms (id, name, kind, created_by, direct_pair) VALUES ($1, $2, 'direct', $3, $4)
                ON CONFLICT DO NOTHING RETURNING id
            )
            INSERT INTO members (room, user_id, role) SELECT id, unnest($4), 'owner' FROM created
            """);
        command.Parameters.AddWithValue(room.Id);
        command.Parameters.AddWithValue(room.Name);
        command.Parameters.AddWithValue(first);
        command.Parameters.AddWithValue(Pair(first, second));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 2;
    }

    /// <summary>The direct room of the two, as the first sees it.</summary>
    public async Task<Room?> DirectAsync(string first, string second, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM rooms LEFT JOIN members ON members.room = rooms.id AND members.user_id = $2 WHERE direct_pair = $1");
        command.Parameters.AddWithValue(Pair(first, second));
        command.Parameters.AddWithValue(first);
        return (await RoomsAsync(command, cancellationToken)).FirstOrDefault();
    }

    /// <summary>The user's rooms in the order of their ids.</summary>
    public async Task<List<Room>> OfUserAsync(string user, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT {Columns} FROM members JOIN rooms ON rooms.id = members.room
            WHERE members.user_id = $1 AND rooms.id > $2 ORDER BY rooms.id LIMIT $3
            """);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(after ?? "");
        command.Parameters.AddWithValue(limit);
        return await RoomsAsync(command, cancellationToken);
    }

    /// <summary>Public rooms that are not archived and whose name or id holds the text, whatever its case.</summary>
    public async Task<List<Room>> PublicAsync(string user, string? text, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT {Columns} FROM rooms LEFT JOIN members ON members.room = rooms.id AND members.user_id = $1
            WHERE rooms.kind = 'public' AND rooms.archived_at IS NULL AND rooms.id > $2
                AND ($3 = '' OR strpos(lower(rooms.name), lower($3)) > 0 OR strpos(rooms.id, lower($3)) > 0)
                AND NOT EXISTS (SELECT FROM bans WHERE bans.room = rooms.id AND bans.user_id = $1 AND (until IS NULL OR until > now()))
            ORDER BY rooms.id LIMIT $4
            """);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(after ?? "");
        command.Parameters.AddWithValue(text ?? "");
        command.Parameters.AddWithValue(limit);
        return await RoomsAsync(command, cancellationToken);
    }

    /// <summary>Null where there is no such room.</summary>
    public async Task<Room?> FindAsync(string room, string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM rooms LEFT JOIN members ON members.room = rooms.id AND members.user_id = $2 WHERE rooms.id = $1");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(user);
        return (await RoomsAsync(command, cancellationToken)).FirstOrDefault();
    }

    /// <summary>Members in the order of their ids.</summary>
    public async Task<List<RoomMember>> MembersAsync(string room, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT user_id, role, joined_at FROM members WHERE room = $1 AND user_id > $2 ORDER BY user_id LIMIT $3");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(after ?? "");
        command.Parameters.AddWithValue(limit);
        var members = new List<RoomMember>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            members.Add(new(reader.GetString(0), reader.GetString(1), reader.GetDateTime(2)));
        }

        return members;
    }

    /// <summary>Null where there is no such room.</summary>
    public async Task<Access?> AccessAsync(string room, string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT rooms.kind, members.role,
                EXISTS (SELECT FROM bans WHERE room = $1 AND user_id = $2 AND (until IS NULL OR until > now()))
            FROM rooms LEFT JOIN members ON members.room = rooms.id AND members.user_id = $2
            WHERE rooms.id = $1
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(user);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetBoolean(2))
            : null;
    }

    /// <summary>
    /// Makes the user a member of a public room; null where the user is banned, or the room is not public, else whether the user has
    /// never been one before.
    /// </summary>
    public async Task<bool?> JoinAsync(string room, string user, CancellationToken cancellationToken)
    {
        // The lock keeps a ban out and other joins not, and the second statement sees a ban that the first has waited for.
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("SELECT FROM rooms WHERE id = $1 FOR SHARE") { Parameters = { new() { Value = room } } });
        batch.BatchCommands.Add(new(ReadMarkStore.HasNone) { Parameters = { new() { Value = room }, new() { Value = user } } });
        batch.BatchCommands.Add(new("""
            INSERT INTO members (room, user_id, role)
            SELECT id, $2, 'member' FROM rooms
            WHERE id = $1 AND kind = 'public'
                AND NOT EXISTS (SELECT FROM bans WHERE room = $1 AND user_id = $2 AND (until IS NULL OR until > now()))
            ON CONFLICT (room, user_id) DO UPDATE SET role = members.role
            """)
        {
            Parameters = { new() { Value = room }, new() { Value = user } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isFirst = reader.GetBoolean(0);
        await reader.CloseAsync();
        return reader.RecordsAffected == 1 ? isFirst : null;
    }

    private static string[] Pair(string first, string second) =>
        string.CompareOrdinal(first, second) < 0 ? [first, second] : [second, first];

    private static async Task<List<Room>> RoomsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rooms = new List<Room>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rooms.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetDateTime(4), reader.GetInt32(5), reader.IsDBNull(6) ? null : reader.GetInt32(6)));
        }

        return rooms;
    }
}
