using System.Security.Claims;
using Chat.Api.Rooms;
using Chat.Api.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ServiceDefaults.Authentication;

namespace Chat.Api.Messages;

/// <summary>The replies to a message, as PostgreSQL has them: what was said within the last moments may not be there yet.</summary>
internal sealed class Threads(NpgsqlDataSource database, Annotations annotations)
{
    /// <summary>Ascending, those after a sequence.</summary>
    public async Task<HistoryPage> PageAsync(
        string room, string user, Guid id, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT {LogStore.Columns} FROM entries
            WHERE room = $1 AND kind = 'message' AND details ? 'replyTo' AND details ->> 'replyTo' = $2 AND sequence > $3
            ORDER BY sequence LIMIT $4
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(id.ToString());
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit + 1);
        var replies = new List<LogEntry>();
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                replies.Add(LogStore.Entry(room, rows));
            }
        }

        var page = History.Page(replies, limit, newest: false);
        return page with { Entries = await annotations.AddAsync(room, user, page.Entries, cancellationToken) };
    }
}

internal static class ThreadEndpoints
{
    private const int LimitDefault = 50;

    public static void MapThreads(this RouteGroupBuilder rooms) =>
        rooms.MapGet("/{room}/messages/{id:guid}/replies", Replies).WithSummary("The replies to a message, the oldest first, after a sequence");

    private static async Task<Ok<HistoryPage>> Replies(
        string room, Guid id, long? after, int? limit,
        ClaimsPrincipal caller, Members members, Originals originals, Threads threads, CancellationToken cancellationToken)
    {
        await members.RequireReaderAsync(room, caller.UserId(), cancellationToken);
        var count = RoomRules.Limit(limit, LimitDefault, Messages.History.LimitMax);
        if (after is < 0)
        {
            throw RefusedException.BadRequest(ErrorCodes.RangeInvalid, "A sequence is 0 or more.");
        }

        var page = await threads.PageAsync(room, caller.UserId(), id, after ?? 0, count, cancellationToken);
        if (page.Entries.Count == 0)
        {
            // A message without replies is there; any other id is not.
            await originals.RequireSenderAsync(room, id, cancellationToken);
        }

        return TypedResults.Ok(page);
    }
}
