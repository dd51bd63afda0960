using System.Security.Claims;
using Chat.Api.Invitations;
using Chat.Api.Limits;
using Chat.Api.Messages;
using Chat.Api.Moderation;
using Chat.Api.Retention;
using Chat.Api.Search;
using Chat.Api.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Authentication;

namespace Chat.Api.Rooms;

internal static class RoomEndpoints
{
    private const int RoomsDefault = 200;
    private const int RoomsMax = 1_000;

    public static RouteGroupBuilder MapRooms(this IEndpointRouteBuilder app)
    {
        var rooms = app.MapGroup("/rooms").WithTags("Rooms").RequireAuthorization()
            .AddEndpointFilter<RefusalEndpointFilter>().AddEndpointFilter<CallBudgetFilter>();
        rooms.MapPost("/", Create).WithSummary("Create a room; its creator is its owner. A direct room is of two users, who have one");
        rooms.MapGet("/", Mine).WithSummary("The rooms that the signed-in user is a member of, by id, after the one that is given");
        rooms.MapGet("/public", Public).WithSummary("Public rooms to join, by id; q looks for a part of name or id");
        rooms.MapGet("/{room}", Find).WithSummary("The room as the signed-in user sees it");
        rooms.MapPatch("/{room}", Patch).WithSummary("Rename, archive or restore the room (owner)");
        rooms.MapGet("/{room}/messages", History).WithSummary("A page of the room's log: the latest, before, after or around a sequence");
        rooms.MapMembers();
        rooms.MapThreads();
        rooms.MapModeration();
        rooms.MapInvitations();
        rooms.MapSearch();
        rooms.MapRetention();
        rooms.MapWebhooks();
        return rooms;
    }

    private static async Task<Results<Created<Room>, Ok<Room>>> Create(
        RoomRequest request, ClaimsPrincipal caller, RoomStore store, DirectRooms direct, RoomsOfUser roomsOfUser,
        CancellationToken cancellationToken)
    {
        var kind = RoomRules.Kind(request.Kind);
        if (kind == RoomKinds.Direct)
        {
            var (own, isNew) = await direct.OpenAsync(request, caller.UserId(), cancellationToken);
            return isNew ? TypedResults.Created($"/rooms/{own.Id}", own) : TypedResults.Ok(own);
        }

        var room = new Room(RoomRules.Id(request.Id), RoomRules.Name(request.Name), kind, RoomRoles.Owner);
        await roomsOfUser.RequireAnotherAsync(caller.UserId(), cancellationToken);
        return await store.CreateAsync(room, caller.UserId(), cancellationToken)
            ? TypedResults.Created($"/rooms/{room.Id}", room)
            : throw RefusedException.Conflict(ErrorCodes.RoomExists, $"The id '{room.Id}' is taken.");
    }

    private static async Task<Ok<List<Room>>> Mine(
        string? after, int? limit, ClaimsPrincipal caller, RoomStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.OfUserAsync(
            caller.UserId(), RoomRules.Cursor(after), RoomRules.Limit(limit, RoomsDefault, RoomsMax), cancellationToken));

    private static async Task<Ok<Page<Room>>> Public(
        string? q, string? after, int? limit, ClaimsPrincipal caller, RoomStore store, CancellationToken cancellationToken)
    {
        var count = RoomRules.Limit(limit);
        var text = string.IsNullOrWhiteSpace(q) ? null : RoomRules.Name(q);
        var rooms = await store.PublicAsync(caller.UserId(), text, RoomRules.Cursor(after), count + 1, cancellationToken);
        return TypedResults.Ok(Page<Room>.Of(rooms, count, room => room.Id));
    }

    private static async Task<Ok<Room>> Find(
        string room, ClaimsPrincipal caller, RoomStore store, Members members, CancellationToken cancellationToken)
    {
        await members.RequireReaderAsync(room, caller.UserId(), cancellationToken);
        return TypedResults.Ok(await store.FindAsync(room, caller.UserId(), cancellationToken) ?? throw Members.NotFound());
    }

    private static async Task<NoContent> Patch(
        string room, RoomPatch patch, ClaimsPrincipal caller, RoomActs acts, CancellationToken cancellationToken)
    {
        var name = patch.Name is null ? null : RoomRules.Name(patch.Name);
        await acts.ActAsync(
            room,
            Caller.Of(caller),
            async act =>
            {
                act.RequireOwner();
                await RenameAsync(act, name);
                await ArchiveAsync(act, patch.Archived);
            },
            cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task RenameAsync(RoomAct act, string? name)
    {
        if (name is not null && await act.ExecuteAsync("UPDATE rooms SET name = $2 WHERE id = $1 AND name <> $2", act.Room, name) > 0)
        {
            await act.RecordAsync(Acts.RoomRenamed, subject: null, new { name });
        }
    }

    private static async Task ArchiveAsync(RoomAct act, bool? archived)
    {
        if (archived is null || await act.ExecuteAsync(
            "UPDATE rooms SET archived_at = CASE WHEN $2 THEN now() END WHERE id = $1 AND (archived_at IS NOT NULL) <> $2", act.Room, archived) == 0)
        {
            return;
        }

        await act.RecordAsync(archived.Value ? Acts.RoomArchived : Acts.RoomRestored, subject: null);
        act.Concerns("");
    }

    private static async Task<Ok<HistoryPage>> History(
        string room, long? before, long? after, long? around, int? limit,
        ClaimsPrincipal caller, Members members, History history, CancellationToken cancellationToken)
    {
        await members.RequireReaderAsync(room, caller.UserId(), cancellationToken);
        return TypedResults.Ok(around is null
            ? await history.PageAsync(room, caller.UserId(), before, after, limit, cancellationToken)
            : await history.AroundAsync(room, caller.UserId(), around.Value, before, after, limit, cancellationToken));
    }
}
