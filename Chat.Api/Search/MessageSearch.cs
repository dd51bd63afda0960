using Chat.Api.Messages;
using Chat.Api.Storage;
using Npgsql;

namespace Chat.Api.Search;

/// <summary>
/// Full text over the rooms that a user is a member of now. Words are taken as they are, in no language: a room speaks several.
/// The index holds the words of a message and the name of its room, so that others' rooms cost nothing.
/// </summary>
internal sealed class MessageSearch(NpgsqlDataSource database)
{
    private const int QueryLengthMax = 200;

    /// <summary>Most rooms that one search goes over.</summary>
    private const int RoomsMax = 1_000;
    private const int TimeoutSeconds = 3;

    /// <exception cref="RefusedException"><c>query-invalid</c>.</exception>
    public static string Check(string? query) =>
        !string.IsNullOrWhiteSpace(query) && query.Length <= QueryLengthMax && !query.Contains('\0') && IsPaired(query)
            ? query
            : throw Invalid();

    /// <summary>Newest first: ids of messages rise with time.</summary>
    /// <exception cref="RefusedException"><c>query-invalid</c> without a word, <c>query-too-broad</c>.</exception>
    public async Task<List<LogEntry>> FindAsync(
        string user, string query, string? room, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var rooms = await RoomsAsync(user, query, room, cancellationToken);
        if (rooms.Length == 0)
        {
            return [];
        }

        if (rooms.Length > RoomsMax)
        {
            throw RefusedException.BadRequest(ErrorCodes.QueryTooBroad, $"A search goes over at most {RoomsMax} rooms; name a room.");
        }

        await using var command = database.CreateCommand($"""
            SELECT room, {LogStore.Columns} FROM entries
            WHERE kind = 'message' AND text IS NOT NULL
                AND (to_tsvector('simple', text) || array_to_tsvector(ARRAY[E'\x01' || room])) @@ (websearch_to_tsquery('simple', $1) && $2::tsquery)
                AND ($3::uuid IS NULL OR id < $3)
                AND EXISTS (SELECT FROM members WHERE members.room = entries.room AND members.user_id = $4)
            ORDER BY id DESC LIMIT $5
            """);
        command.CommandTimeout = TimeoutSeconds;
        command.Parameters.AddWithValue(query);
        command.Parameters.AddWithValue(string.Join(" | ", rooms.Select(name => $"'\u0001{name}'")));
        command.Parameters.AddWithValue(before is null ? DBNull.Value : before);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(limit);
        try
        {
            return await Found.ReadAsync(command, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception.InnerException is TimeoutException)
        {
            throw RefusedException.BadRequest(ErrorCodes.QueryTooBroad, "The search took too long; name a room or more words.");
        }
    }

    /// <summary>The user's rooms, or the one of them that is named; the query must hold a word.</summary>
    private async Task<string[]> RoomsAsync(string user, string query, string? room, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT numnode(websearch_to_tsquery('simple', $1)),
                ARRAY(SELECT room FROM members WHERE user_id = $2 AND ($3::text IS NULL OR room = $3) LIMIT $4)
            """);
        command.Parameters.AddWithValue(query);
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue((object?)room ?? DBNull.Value);
        command.Parameters.AddWithValue(RoomsMax + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0) > 0 ? reader.GetFieldValue<string[]>(1) : throw Invalid();
    }

    private static bool IsPaired(string text) => text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);

    private static RefusedException Invalid() => RefusedException.BadRequest(
        ErrorCodes.QueryInvalid, $"A search is 1 to {QueryLengthMax} characters with at least one word.");
}
