using System.Security.Claims;
using Chat.Api.Limits;
using Chat.Api.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ServiceDefaults.Authentication;

namespace Chat.Api.Invitations;

internal static class InvitationEndpoints
{
    public static IServiceCollection AddInvitations(this IServiceCollection services) => services.AddSingleton<Inviting>();

    public static void MapInvitations(this RouteGroupBuilder rooms)
    {
        rooms.MapPost("/{room}/invitations", Create).WithSummary("Invite by a link; the token is in this answer only (moderator)");
        rooms.MapGet("/{room}/invitations", List).WithSummary("The room's invitations, newest first (moderator)");
        rooms.MapDelete("/{room}/invitations/{id:guid}", Revoke).WithSummary("Revoke an invitation (moderator)");
        // The token stands in the body: addresses are logged.
        rooms.MapPost("/invitations/redeem", Redeem).WithSummary("Join the room that the token invites to");
    }

    private static async Task<Created<NewInvitation>> Create(
        string room, InvitationRequest? request, ClaimsPrincipal caller, Inviting inviting, HttpContext context, CancellationToken cancellationToken)
    {
        var invitation = await inviting.CreateAsync(room, request ?? new(null, null), Caller.Of(caller), cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/rooms/{room}/invitations/{invitation.Id}", invitation);
    }

    private static async Task<Ok<Page<Invitation>>> List(
        string room, string? before, int? limit, ClaimsPrincipal caller, Members members, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await members.RequireModeratorAsync(room, Caller.Of(caller), cancellationToken);
        var count = RoomRules.Limit(limit);
        var found = await ListAsync(database, room, RoomRules.IdCursor(before), count + 1, cancellationToken);
        return TypedResults.Ok(Page<Invitation>.Of(found, count, invitation => invitation.Id.ToString()));
    }

    private static async Task<NoContent> Revoke(
        string room, Guid id, ClaimsPrincipal caller, Inviting inviting, CancellationToken cancellationToken)
    {
        await inviting.RevokeAsync(room, id, Caller.Of(caller), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Room>> Redeem(
        RedeemRequest request, ClaimsPrincipal caller, Inviting inviting, RoomStore store, RoomsOfUser roomsOfUser, CancellationToken cancellationToken)
    {
        await roomsOfUser.RequireAnotherAsync(caller.UserId(), cancellationToken);
        var room = await inviting.RedeemAsync(request.Token, caller.UserId(), cancellationToken);
        return TypedResults.Ok(await store.FindAsync(room, caller.UserId(), cancellationToken) ?? throw Members.NotFound());
    }

    private static async Task<List<Invitation>> ListAsync(
        NpgsqlDataSource database, string room, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT id, created_by, created_at, expires_at, uses, uses_max, revoked_at FROM invitations
            WHERE room = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(before is null ? DBNull.Value : before);
        command.Parameters.AddWithValue(limit);
        var found = new List<Invitation>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.GetDateTime(2), reader.GetDateTime(3), reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetInt32(5), reader.IsDBNull(6) ? null : reader.GetDateTime(6)));
        }

        return found;
    }
}
