using Npgsql;

namespace Chat.Api.Rooms;

/// <summary>Rooms and their members in PostgreSQL.</summary>
internal sealed class RoomStore(NpgsqlDataSource database)
{
    private const int RoomsMax = 1_000;

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

    public async Task<List<Room>> OfUserAsync(string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT rooms.id, rooms.name, rooms.kind, members.role
            FROM members JOIN rooms ON rooms.id = members.room
            WHERE members.user_id = $1 ORDER BY members.joined_at, rooms.id LIMIT $2
            """);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(RoomsMax);
        var rooms = new List<Room>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rooms.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        return rooms;
    }

    /// <summary>Null where there is no such room.</summary>
    public async Task<Access?> AccessAsync(string room, string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT rooms.kind, members.role
            FROM rooms LEFT JOIN members ON members.room = rooms.id AND members.user_id = $2
            WHERE rooms.id = $1
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(user);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1))
            : null;
    }

    /// <summary>Adds the user, or changes the role where <paramref name="changesRole"/>; false where a direct room is full.</summary>
    public async Task<bool> PutMemberAsync(string room, string user, string role, bool changesRole, CancellationToken cancellationToken)
    {
        // The room's row is locked, so that two who come at once cannot both be the second member of a direct room.
        await using var command = database.CreateCommand($"""
            WITH locked AS (
                SELECT id, kind FROM rooms WHERE id = $1 FOR UPDATE
            )
            INSERT INTO members (room, user_id, role)
            SELECT id, $2, $3 FROM locked
            WHERE kind <> 'direct' OR (SELECT count(*) FROM members WHERE room = $1 AND user_id <> $2) < 2
            ON CONFLICT (room, user_id) DO UPDATE SET role = {(changesRole ? "excluded.role" : "members.role")}
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(role);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<bool> RemoveMemberAsync(string room, string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM members WHERE room = $1 AND user_id = $2");
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(user);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
