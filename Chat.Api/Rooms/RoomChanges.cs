using Chat.Api.Storage;
using Npgsql;
using Polly.CircuitBreaker;
using ServiceDefaults.Resilience;
using StackExchange.Redis;

namespace Chat.Api.Rooms;

/// <summary>
/// Tells every node that a user's standing in a room has changed, or the room itself. Publications may be lost: what the
/// audit says since the last look is gone through again and again.
/// </summary>
internal sealed partial class RoomChanges(
    IConnectionMultiplexer redis, NpgsqlDataSource database, DatabaseBreaker breaker, StorePatience patience, TimeProvider time, ILogger<RoomChanges> logger) : BackgroundService
{
    /// <summary>"room user", the user empty where the room itself has changed: rare news that concern every node.</summary>
    private static readonly RedisChannel Channel = RedisChannel.Literal("chat:members");
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private const int ActsMax = 1_000;
    private readonly List<Func<string, string, Task>> listeners = [];
    private readonly HashSet<long> seen = [];
    private DateTime? lookedAt;

    /// <summary>Before the start: <paramref name="listener"/> gets room and user ("" for the room itself) of every change.</summary>
    public void Listen(Func<string, string, Task> listener) => listeners.Add(listener);

    /// <summary>This node has acted upon the change when the answer comes; the others hear of it.</summary>
    public async Task TellAsync(string room, string user)
    {
        await HearAsync(room, user);
        try
        {
            await redis.GetSubscriber().PublishAsync(Channel, $"{room} {user}");
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            // It is done and stands in the audit, where the others look.
            Log.NotTold(logger, room, exception);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await patience.UntilAnsweredAsync(
                () => redis.GetSubscriber().SubscribeAsync(Channel, (channel, change) => _ = HearAsync(change.ToString())), cancellationToken);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            // Redis has gone just now. The client library has noted the subscription and makes it when it is connected again.
            Log.SubscribedLater(logger, exception);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time.BeatAsync(Look, () => breaker.IsAway ? Task.CompletedTask : CatchUpAsync(stoppingToken), LookFailed, stoppingToken);

    private void LookFailed(Exception exception)
    {
        // Else somebody asks just now whether PostgreSQL is back.
        if (exception is not BrokenCircuitException)
        {
            Log.LookFailed(logger, exception);
        }
    }

    /// <summary>Acts since a minute before the last look that this node has not looked at.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        List<RoomChange> acts = [];
        DateTime? began = null;
        int read;
        do
        {
            (var at, read) = await breaker.AskAsync(token => ReadAsync(acts, token), cancellationToken);
            began ??= at;
        }
        while (read == ActsMax);

        foreach (var act in acts.Where(act => !seen.Contains(act.Id)))
        {
            await HearAsync(act.Room, act.User);
        }

        seen.Clear();
        seen.UnionWith(acts.Select(act => act.Id));
        // Not before: where a page could not be read, the next look begins where this one did.
        lookedAt = began;
    }

    /// <summary>Adds the page before those that were read, the latest act first; answers when that was, by the database's clock, and how many it has.</summary>
    private async Task<(DateTime At, int Count)> ReadAsync(List<RoomChange> acts, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT now(), audit.id, audit.room, audit.subject
            FROM (SELECT) AS one LEFT JOIN (
                SELECT id, room, coalesce(subject, '') AS subject FROM audit
                WHERE at > coalesce($1, now()) - interval '1 minute' AND id < $2 AND act <> 'message-deleted' ORDER BY id DESC LIMIT $3
            ) AS audit ON true
            """);
        command.Parameters.Add(new() { Value = (object?)lookedAt ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.AddWithValue(acts.Count == 0 ? long.MaxValue : acts[^1].Id);
        command.Parameters.AddWithValue(ActsMax);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (at, before) = (default(DateTime), acts.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            at = reader.GetDateTime(0);
            if (!reader.IsDBNull(1))
            {
                acts.Add(new(reader.GetInt64(1), reader.GetString(2), reader.GetString(3)));
            }
        }

        return (at, acts.Count - before);
    }

    private Task HearAsync(string change)
    {
        var space = change.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? Task.CompletedTask : HearAsync(change[..space], change[(space + 1)..]);
    }

    private async Task HearAsync(string room, string user)
    {
        foreach (var listener in listeners)
        {
            try
            {
                await listener(room, user);
            }
            catch (Exception exception)
            {
                // What one of them cannot do must not keep the change from the others.
                Log.ListenerFailed(logger, room, exception);
            }
        }
    }

    private sealed record RoomChange(long Id, string Room, string User);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A change of room {Room} was not published; the other nodes find it in the audit.")]
        public static partial void NotTold(ILogger logger, string room, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Redis was away when changes of rooms were to be listened to; the subscription follows.")]
        public static partial void SubscribedLater(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The audit could not be read for changes that were missed.")]
        public static partial void LookFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "A change of room {Room} was not acted upon.")]
        public static partial void ListenerFailed(ILogger logger, string room, Exception exception);
    }
}
