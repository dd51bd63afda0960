using Chat.Api.Limits;
using Npgsql;

namespace Chat.Api.Rooms;

/// <summary>Rooms of two users: a pair has one, and whoever left comes back by opening it again.</summary>
internal sealed class DirectRooms(RoomStore store, RoomsOfUser roomsOfUser, NpgsqlDataSource database, RoomChanges changes)
{
    /// <exception cref="RefusedException"><c>user-invalid</c>, <c>room-exists</c> for an id that is taken, <c>banned</c>.</exception>
    public async Task<(Room Room, bool IsNew)> OpenAsync(RoomRequest request, string user, CancellationToken cancellationToken)
    {
        var other = RoomRules.User(request.With ?? "");
        if (other == user)
        {
            throw RefusedException.BadRequest(ErrorCodes.UserInvalid, "A direct room is with somebody else.");
        }

        var room = new Room(RoomRules.Id(request.Id), RoomRules.Name(request.Name ?? "Direct"), RoomKinds.Direct, RoomRoles.Owner);
        await roomsOfUser.RequireAnotherAsync(user, cancellationToken);
        if (await store.CreateDirectAsync(room, user, other, cancellationToken))
        {
            return (room, true);
        }

        var there = await store.DirectAsync(user, other, cancellationToken)
            ?? throw RefusedException.Conflict(ErrorCodes.RoomExists, $"The id '{room.Id}' is taken.");
        await ReturnAsync(there.Id, user, other, cancellationToken);
        there = await store.DirectAsync(user, other, cancellationToken);
        return there is { Role: not null } ? (there, false) : throw RefusedException.Forbidden(
            ErrorCodes.Banned, "The other user wants no direct messages of yours.");
    }

    /// <summary>Brings both back, unless the one who opens it is banned: that one must not bring back who wanted to be left alone.</summary>
    private async Task ReturnAsync(string room, string user, string other, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("SELECT FROM rooms WHERE id = $1 FOR SHARE") { Parameters = { new() { Value = room } } });
        batch.BatchCommands.Add(new("""
            INSERT INTO members (room, user_id, role)
            SELECT $1, pair.user_id, 'owner' FROM unnest($2) AS pair (user_id)
            WHERE NOT EXISTS (
                SELECT FROM bans WHERE bans.room = $1 AND bans.user_id IN (pair.user_id, $3) AND (until IS NULL OR until > now()))
            ON CONFLICT (room, user_id) DO NOTHING
            """)
        {
            Parameters = { new() { Value = room }, new() { Value = new[] { user, other } }, new() { Value = user } },
        });
        if (await batch.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return;
        }

        await changes.TellAsync(room, user);
        await changes.TellAsync(room, other);
    }
}
