using Chat.Api.Storage;
using Npgsql;
using ServiceDefaults.Resilience;

namespace Chat.Api.Rooms;

/// <summary>
/// The members of a room in one statement, for a herd that comes back to it: whoever is first reads for all. Rooms beyond
/// <see cref="MembersMax"/> are read in part, and the others of them one by one.
/// </summary>
internal sealed class Rosters(NpgsqlDataSource database, DatabaseBreaker breaker, ChatMetrics metrics) : IDisposable
{
    private const int MembersMax = 10_000;
    private const int RoomsMax = 50_000;

    /// <summary>As long as <see cref="Members"/> remembers: then somebody must ask again.</summary>
    private readonly SharedReads<string, Roster> recent = new(Members.Remembered, RoomsMax, _ => 1);

    /// <summary>Reads the room's members and hands them on, unless that was done a moment ago; returns when it is done.</summary>
    public Task WarmAsync(string room, Action<string, Access> remember) => recent.GetAsync(
        room, () => breaker.AskAsync(_ => ReadAsync(room, remember), CancellationToken.None));

    public void Dispose() => recent.Dispose();

    private async Task<Roster> ReadAsync(string room, Action<string, Access> remember)
    {
        metrics.MembersRead();
        await using var command = database.CreateCommand("""
            SELECT members.user_id, rooms.kind, members.role
            FROM members JOIN rooms ON rooms.id = members.room WHERE members.room = $1 LIMIT $2
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(MembersMax);
        await using var reader = await command.ExecuteReaderAsync();
        var count = 0;
        for (; await reader.ReadAsync(); count++)
        {
            remember(reader.GetString(0), new(reader.GetString(1), reader.GetString(2)));
        }

        return new(count);
    }

    /// <summary>That it was read, and how many there were; who they are, <see cref="Members"/> remembers.</summary>
    private sealed record Roster(int Count);
}
