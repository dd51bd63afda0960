using System.Globalization;
using System.Security.Claims;
using Chat.Api.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Api.Moderation;

internal static class ModerationEndpoints
{
    public static IServiceCollection AddModeration(this IServiceCollection services) => services
        .AddSingleton<RestrictionStore>()
        .AddSingleton<Restrictions>()
        .AddSingleton<Moderating>();

    public static void MapModeration(this RouteGroupBuilder rooms)
    {
        rooms.MapPut("/{room}/mutes/{user}", Mute).WithSummary("Let a member say nothing more, until a time or for good (moderator)");
        rooms.MapDelete("/{room}/mutes/{user}", Unmute).WithSummary("Take a mute back (moderator)");
        rooms.MapGet("/{room}/mutes", Mutes).WithSummary("Who is muted (moderator)");
        rooms.MapPut("/{room}/bans/{user}", Ban).WithSummary("Remove a user and keep the user out, until a time or for good (moderator)");
        rooms.MapDelete("/{room}/bans/{user}", Unban).WithSummary("Take a ban back (moderator)");
        rooms.MapGet("/{room}/bans", Bans).WithSummary("Who is banned (moderator)");
        rooms.MapPut("/{room}/slow-mode", SlowMode).WithSummary("Set the least time between two messages of a member; 0 for none (moderator)");
        rooms.MapGet("/{room}/audit", Audit).WithSummary("What owners, moderators and administrators did, newest first (moderator)");
    }

    private static async Task<NoContent> Mute(
        string room, string user, RestrictionRequest? request, ClaimsPrincipal caller, Moderating moderating, CancellationToken cancellationToken)
    {
        await moderating.MuteAsync(room, user, request ?? new(null, null), Caller.Of(caller), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Ban(
        string room, string user, RestrictionRequest? request, ClaimsPrincipal caller, Moderating moderating, CancellationToken cancellationToken)
    {
        await moderating.BanAsync(room, user, request ?? new(null, null), Caller.Of(caller), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Unmute(
        string room, string user, ClaimsPrincipal caller, Moderating moderating, CancellationToken cancellationToken)
    {
        await moderating.LiftAsync(RestrictionTable.Mutes, room, RoomRules.User(user), Caller.Of(caller), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Unban(
        string room, string user, ClaimsPrincipal caller, Moderating moderating, CancellationToken cancellationToken)
    {
        await moderating.LiftAsync(RestrictionTable.Bans, room, RoomRules.User(user), Caller.Of(caller), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SlowMode(
        string room, SlowModeRequest request, ClaimsPrincipal caller, Moderating moderating, CancellationToken cancellationToken)
    {
        await moderating.SlowModeAsync(room, request.Seconds, Caller.Of(caller), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<Ok<Page<Restriction>>> Mutes(
        string room, string? after, int? limit, ClaimsPrincipal caller, Members members, RestrictionStore store, CancellationToken cancellationToken) =>
        ListAsync(RestrictionTable.Mutes, room, after, limit, caller, members, store, cancellationToken);

    private static Task<Ok<Page<Restriction>>> Bans(
        string room, string? after, int? limit, ClaimsPrincipal caller, Members members, RestrictionStore store, CancellationToken cancellationToken) =>
        ListAsync(RestrictionTable.Bans, room, after, limit, caller, members, store, cancellationToken);

    private static async Task<Ok<Page<Restriction>>> ListAsync(
        RestrictionTable table, string room, string? after, int? limit,
        ClaimsPrincipal caller, Members members, RestrictionStore store, CancellationToken cancellationToken)
    {
        await members.RequireModeratorAsync(room, Caller.Of(caller), cancellationToken);
        var count = RoomRules.Limit(limit);
        var found = await store.ListAsync(table, room, RoomRules.Cursor(after), count + 1, cancellationToken);
        return TypedResults.Ok(Page<Restriction>.Of(found, count, restriction => restriction.User));
    }

    private static async Task<Ok<Page<AuditLine>>> Audit(
        string room, string? before, int? limit, ClaimsPrincipal caller, Members members, RestrictionStore store, CancellationToken cancellationToken)
    {
        await members.RequireModeratorAsync(room, Caller.Of(caller), cancellationToken);
        var count = RoomRules.Limit(limit);
        var lines = await store.AuditAsync(room, RoomRules.NumberCursor(before), count + 1, cancellationToken);
        return TypedResults.Ok(Page<AuditLine>.Of(lines, count, line => line.Id.ToString(CultureInfo.InvariantCulture)));
    }
}
