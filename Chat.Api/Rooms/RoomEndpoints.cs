using System.Security.Claims;
using Chat.Api.Limits;
using Chat.Api.Messages;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Authentication;
using AppRoles = ServiceDefaults.Authentication.Roles;

namespace Chat.Api.Rooms;

internal static class RoomEndpoints
{
    public static RouteGroupBuilder MapRooms(this IEndpointRouteBuilder app)
    {
        var rooms = app.MapGroup("/rooms").WithTags("Rooms").RequireAuthorization().AddEndpointFilter<RefusalEndpointFilter>();
        rooms.MapPost("/", Create).WithSummary("Create a room; its creator is its owner");
        rooms.MapGet("/", Mine).WithSummary("The rooms that the signed-in user is a member of");
        rooms.MapGet("/{room}/messages", History).WithSummary("A page of the room's log: the latest, before, after or around a sequence");
        rooms.MapPut("/{room}/members/{user}", PutMember).WithSummary("Add a member or change a role");
        rooms.MapDelete("/{room}/members/{user}", RemoveMember).WithSummary("Remove a member, or leave");
        return rooms;
    }

    private static async Task<Created<Room>> Create(
        RoomRequest request, ClaimsPrincipal caller, RoomStore store, RoomsOfUser roomsOfUser, CancellationToken cancellationToken)
    {
        var room = new Room(RoomRules.Id(request.Id), RoomRules.Name(request.Name), RoomRules.Kind(request.Kind), RoomRoles.Owner);
        await roomsOfUser.RequireAnotherAsync(caller.UserId(), cancellationToken);
        return await store.CreateAsync(room, caller.UserId(), cancellationToken)
            ? TypedResults.Created($"/rooms/{room.Id}", room)
            : throw RefusedException.Conflict(ErrorCodes.RoomExists, $"The id '{room.Id}' is taken.");
    }

    private static async Task<Ok<List<Room>>> Mine(ClaimsPrincipal caller, RoomStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.OfUserAsync(caller.UserId(), cancellationToken));

    private static async Task<Ok<HistoryPage>> History(
        string room, long? before, long? after, long? around, int? limit,
        ClaimsPrincipal caller, Members members, History history, CancellationToken cancellationToken)
    {
        await members.RequireReaderAsync(room, caller.UserId(), cancellationToken);
        return TypedResults.Ok(around is null
            ? await history.PageAsync(room, before, after, limit, cancellationToken)
            : await history.AroundAsync(room, around.Value, before, after, limit, cancellationToken));
    }

    private static async Task<NoContent> PutMember(
        string room, string user, MemberRequest request, ClaimsPrincipal caller,
        RoomStore store, Members members, RoomsOfUser roomsOfUser, CancellationToken cancellationToken)
    {
        var role = RoomRules.Role(request.Role);
        RoomRules.User(user);
        var own = await members.RequireReaderAsync(room, caller.UserId(), cancellationToken);
        var target = await store.AccessAsync(room, user, cancellationToken);
        var touchesPower = role != RoomRoles.Member || target is { Moderates: true };
        if (!(touchesPower ? own.Role == RoomRoles.Owner : own.Moderates) && !caller.IsInRole(AppRoles.Admin))
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only owners and moderators add members, and only owners give those roles.");
        }

        if (target?.Role is null)
        {
            await roomsOfUser.RequireAnotherAsync(user, cancellationToken);
        }

        if (!await store.PutMemberAsync(room, user, role, changesRole: true, cancellationToken))
        {
            throw RefusedException.Conflict(ErrorCodes.RoomFull, "A direct room has two members.");
        }

        await members.TellAsync(room, user);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveMember(
        string room, string user, ClaimsPrincipal caller, RoomStore store, Members members, CancellationToken cancellationToken)
    {
        RoomRules.User(user);
        var own = await members.RequireReaderAsync(room, caller.UserId(), cancellationToken);
        var target = await store.AccessAsync(room, user, cancellationToken);
        var allowed = user == caller.UserId() || caller.IsInRole(AppRoles.Admin)
            || (target is { Moderates: true } ? own.Role == RoomRoles.Owner : own.Moderates);
        if (!allowed)
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only owners and moderators remove others, and only owners remove those.");
        }

        await store.RemoveMemberAsync(room, user, cancellationToken);
        await members.TellAsync(room, user);
        return TypedResults.NoContent();
    }
}
