using Npgsql;

namespace Chat.Api.Rooms;

/// <summary>
/// Changes a room: who may, what is changed and the line of the audit are one transaction that holds the room's row, so that
/// of two acts at once the second sees what the first has done.
/// </summary>
internal sealed class RoomActs(NpgsqlDataSource database, RoomChanges changes)
{
    /// <exception cref="RefusedException"><c>room-not-found</c>, and what <paramref name="act"/> refuses.</exception>
    public async Task<T> ActAsync<T>(string room, Caller caller, Func<RoomAct, Task<T>> act, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var locked = await LockAsync(connection, room, caller, cancellationToken);
        var result = await act(locked);
        // Committed whatever becomes of the caller: an act must not be half told.
        await transaction.CommitAsync(CancellationToken.None);
        foreach (var user in locked.Concerned)
        {
            await changes.TellAsync(room, user);
        }

        return result;
    }

    public Task ActAsync(string room, Caller caller, Func<RoomAct, Task> act, CancellationToken cancellationToken) => ActAsync(
        room,
        caller,
        async locked =>
        {
            await act(locked);
            return true;
        },
        cancellationToken);

    private static async Task<RoomAct> LockAsync(NpgsqlConnection connection, string room, Caller caller, CancellationToken cancellationToken)
    {
        if (!RoomRules.IsId(room))
        {
            throw Members.NotFound();
        }

        // Two statements: the second sees what was committed while the first waited for the lock.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT kind FROM rooms WHERE id = $1 FOR UPDATE") { Parameters = { new() { Value = room } } },
                new("SELECT role FROM members WHERE room = $1 AND user_id = $2") { Parameters = { new() { Value = room }, new() { Value = caller.User } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw Members.NotFound();
        }

        var kind = reader.GetString(0);
        await reader.NextResultAsync(cancellationToken);
        var role = await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : null;
        return role is null && kind != RoomKinds.Public && !caller.IsAdmin && !caller.IsModerator
            ? throw Members.NotFound()
            : new(connection, room, kind, caller, role);
    }
}
