using System.Security.Claims;
using Chat.Api.Limits;
using Chat.Api.Reading;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Authentication;

namespace Chat.Api.Rooms;

internal static class MemberEndpoints
{
    private const int MembersDefault = 100;
    private const int MembersMax = 500;

    public static void MapMembers(this RouteGroupBuilder rooms)
    {
        rooms.MapGet("/{room}/members", List).WithSummary("The room's members by id (members)");
        rooms.MapPut("/{room}/members/{user}", Put).WithSummary("Add a member (moderator) or change a role (owner)");
        rooms.MapDelete("/{room}/members/{user}", Remove).WithSummary("Remove a member (moderator), or leave");
    }

    private static async Task<Ok<Page<RoomMember>>> List(
        string room, string? after, int? limit, ClaimsPrincipal caller, Members members, RoomStore store, CancellationToken cancellationToken)
    {
        var asking = Caller.Of(caller);
        if (!asking.IsAdmin && !asking.IsModerator)
        {
            await members.RequireAsync(room, asking.User, cancellationToken);
        }

        var count = RoomRules.Limit(limit, MembersDefault, MembersMax);
        var found = await store.MembersAsync(room, RoomRules.Cursor(after), count + 1, cancellationToken);
        return TypedResults.Ok(Page<RoomMember>.Of(found, count, member => member.User));
    }

    private static async Task<NoContent> Put(
        string room, string user, MemberRequest request, ClaimsPrincipal caller, RoomActs acts, RoomsOfUser roomsOfUser,
        ReadMarks marks, CancellationToken cancellationToken)
    {
        var role = RoomRules.Role(request.Role);
        RoomRules.User(user);
        if (await acts.ActAsync(room, Caller.Of(caller), act => PutAsync(act, user, role, roomsOfUser), cancellationToken))
        {
            await marks.BeginAsync(room, user);
        }

        return TypedResults.NoContent();
    }

    /// <summary>True where the user becomes a member for the first time.</summary>
    private static async Task<bool> PutAsync(RoomAct act, string user, string role, RoomsOfUser roomsOfUser)
    {
        var before = await act.RequirePowerOverAsync(user);
        if (role != RoomRoles.Member)
        {
            act.RequireOwner();
        }

        if (before == role)
        {
            return false;
        }

        if (before == RoomRoles.Owner)
        {
            await act.RequireAnotherOwnerAsync(user);
        }

        if (before is null)
        {
            await RequirePlaceAsync(act, user);
            await roomsOfUser.RequireAnotherAsync(user, CancellationToken.None);
        }

        var isFirst = before is null && await act.ScalarAsync(ReadMarkStore.HasNone, act.Room, user) is true;
        await act.ExecuteAsync(
            "INSERT INTO members (room, user_id, role) VALUES ($1, $2, $3) ON CONFLICT (room, user_id) DO UPDATE SET role = excluded.role",
            act.Room, user, role);
        await act.RecordAsync(before is null ? Acts.MemberAdded : Acts.RoleChanged, user, new { role, before });
        act.Concerns(user);
        return isFirst;
    }

    private static async Task RequirePlaceAsync(RoomAct act, string user)
    {
        // Also while one of the two is away: what they have said is for nobody else.
        if (act.Kind == RoomKinds.Direct && await act.ScalarAsync("SELECT $2 = ANY (direct_pair) FROM rooms WHERE id = $1", act.Room, user) is not true)
        {
            throw RefusedException.Conflict(ErrorCodes.RoomFull, "A direct room is of two users, and of nobody else.");
        }

        await act.RequireNotBannedAsync(user);
    }

    private static async Task<NoContent> Remove(
        string room, string user, ClaimsPrincipal caller, RoomActs acts, CancellationToken cancellationToken)
    {
        RoomRules.User(user);
        await acts.ActAsync(room, Caller.Of(caller), act => RemoveAsync(act, user, leaves: user == caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task RemoveAsync(RoomAct act, string user, bool leaves)
    {
        var role = leaves ? act.Role : await act.RequirePowerOverAsync(user);
        if (role is null)
        {
            return;
        }

        // Of a direct room both are owners: either may go.
        if (role == RoomRoles.Owner && act.Kind != RoomKinds.Direct)
        {
            await act.RequireAnotherOwnerAsync(user);
        }

        await act.ExecuteAsync("DELETE FROM members WHERE room = $1 AND user_id = $2", act.Room, user);
        if (!leaves)
        {
            await act.RecordAsync(Acts.MemberRemoved, user, new { role });
        }

        act.Concerns(user);
    }
}
