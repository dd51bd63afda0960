using Npgsql;
using ServiceDefaults.Resilience;

namespace Chat.Api.Messages;

/// <summary>
/// Bounds how many different reactions a message gets: all of them come with every page of history that has the message. Kinds that were taken
/// back count too, since their rows stay. Those of the last moments may not be counted yet.
/// </summary>
internal sealed class ReactionKinds(NpgsqlDataSource database, DatabaseBreaker breaker, TimeProvider time)
{
    /// <summary>Most kinds of a message.</summary>
    public const int Max = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Nothing is refused while PostgreSQL is away, nor waits long where it says nothing.</summary>
    /// <exception cref="RefusedException"><c>too-many-reactions</c>.</exception>
    public async Task RequirePlaceAsync(string room, Guid id, string emoji, CancellationToken cancellationToken)
    {
        try
        {
            if (await breaker.AskAsync(token => OthersAsync(room, id, emoji, token), CancellationToken.None).WaitAsync(Patience, time, cancellationToken) >= Max)
            {
                throw RefusedException.Conflict(
                    ErrorCodes.TooManyReactions, $"A message has at most {Max} different reactions; set one of those that are there.");
            }
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            // The answer is bounded too.
        }
    }

    /// <summary>0 where the message has this kind already, as most do that are set.</summary>
    private async Task<long> OthersAsync(string room, Guid id, string emoji, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT CASE WHEN EXISTS (SELECT FROM reactions WHERE room = $1 AND id = $2 AND emoji = $3) THEN 0
                ELSE (SELECT count(DISTINCT emoji) FROM reactions WHERE room = $1 AND id = $2) END
            """);
        command.Parameters.AddWithValue(room);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(emoji);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
