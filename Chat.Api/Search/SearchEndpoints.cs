using System.Security.Claims;
using Chat.Api.Messages;
using Chat.Api.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Authentication;

namespace Chat.Api.Search;

internal static class SearchEndpoints
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddSingleton<MessageSearch>()
        .AddSingleton<Mentions>();

    public static void MapSearch(this RouteGroupBuilder rooms)
    {
        rooms.MapGet("/search", Search).WithSummary("Messages of one's own rooms that hold the words, newest first; \"phrases\", or, -not");
        rooms.MapGet("/mentions", Mentions).WithSummary("Messages of one's own rooms that mention the signed-in user, newest first");
    }

    private static async Task<Ok<Page<LogEntry>>> Search(
        string? q, string? room, string? before, int? limit,
        ClaimsPrincipal caller, Members members, MessageSearch search, CancellationToken cancellationToken)
    {
        var query = MessageSearch.Check(q);
        var count = RoomRules.Limit(limit);
        var cursor = RoomRules.IdCursor(before);
        if (room is not null)
        {
            await members.RequireAsync(room, caller.UserId(), cancellationToken);
        }

        var found = await search.FindAsync(caller.UserId(), query, room, cursor, count + 1, cancellationToken);
        return TypedResults.Ok(Page<LogEntry>.Of(found, count, message => message.Id.ToString()));
    }

    private static async Task<Ok<Page<LogEntry>>> Mentions(
        string? before, int? limit, ClaimsPrincipal caller, Mentions mentions, CancellationToken cancellationToken)
    {
        var count = RoomRules.Limit(limit);
        var found = await mentions.OfAsync(caller.UserId(), RoomRules.IdCursor(before), count + 1, cancellationToken);
        return TypedResults.Ok(Page<LogEntry>.Of(found, count, message => message.Id.ToString()));
    }
}
