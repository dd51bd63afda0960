using System.Collections.Concurrent;
using Chat.Api.Delivery;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>
/// Keeps in Redis who is in which room on this node. It compares what is with what it has said, a room at a time and at most
/// once in an interval: joining costs nothing, a crowd costs a command per room, and what failed is said again.
/// </summary>
internal sealed partial class Announcer : BackgroundService
{
    private const int RoomsAtOnce = 200;
    private const int UsersAtOnce = 500;

    /// <summary>A command that goes under with its connection may never end, whatever the client library promises.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, byte> changed = new();
    private readonly ConcurrentDictionary<string, HashSet<string>> said = new();
    private readonly ConcurrentDictionary<string, HashSet<string>> doubtful = new();
    private readonly LocalRooms rooms;
    private readonly NodeLife life;
    private readonly PresenceNews news;
    private readonly IConnectionMultiplexer redis;
    private readonly Partitions partitions;
    private readonly PresenceOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<Announcer> logger;
    private string? saidAs;

    public Announcer(
        LocalRooms rooms, NodeLife life, PresenceNews news, IConnectionMultiplexer redis, Partitions partitions,
        IOptions<PresenceOptions> options, TimeProvider time, ILogger<Announcer> logger)
    {
        (this.rooms, this.life, this.news, this.redis, this.partitions) = (rooms, life, news, redis, partitions);
        (this.options, this.time, this.logger) = (options.Value, time, logger);
        rooms.MembersChanged += room => changed[room.Name] = 0;
    }

    /// <summary>Clients have left before: they are seen to leave now, not when the node is buried.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAnnounceAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.SoftInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAnnounceAsync();
        }
    }

    private async Task TryAnnounceAsync()
    {
        try
        {
            if (life.Id is { } node)
            {
                await BeginAsync(node);
                foreach (var some in changed.Keys.Chunk(RoomsAtOnce))
                {
                    await Task.WhenAll(some.Select(room => AnnounceAsync(node, room)));
                }
            }
        }
        catch (Exception exception)
        {
            // Whatever it was: what was not said is said the next time, and an exception here would stop the whole node.
            Log.Delayed(logger, exception);
        }
    }

    /// <summary>Under another id everything is said anew.</summary>
    private async Task BeginAsync(string node)
    {
        if (saidAs == node)
        {
            return;
        }

        if (saidAs is not null)
        {
            // What was said under the old id after its burial lies there still: it is buried once more.
            await redis.GetDatabase().SetAddAsync(PresenceKeys.Nodes, saidAs).WaitAsync(Patience, time);
            news.RefreshAll();
        }

        saidAs = node;
        doubtful.Clear();
        foreach (var room in said.Keys)
        {
            said.TryRemove(room, out _);
            changed[room] = 0;
        }
    }

    private async Task AnnounceAsync(string node, string room)
    {
        changed.TryRemove(room, out _);
        HashSet<string> present = [.. (rooms.Find(room)?.Members ?? []).Select(member => member.User)];
        var before = said.GetValueOrDefault(room) ?? [];
        var doubts = doubtful.GetValueOrDefault(room) ?? [];
        string[] came = [.. present.Where(user => !before.Contains(user) || doubts.Contains(user))];
        string[] left = [.. before.Union(doubts).Where(user => !present.Contains(user))];
        if (came.Length + left.Length == 0)
        {
            return;
        }

        try
        {
            await SayAsync(node, room, came, left);
        }
        catch
        {
            // It may have been heard or not: it is said again, whatever is true by then.
            doubtful[room] = [.. doubts, .. came, .. left];
            changed[room] = 0;
            throw;
        }

        doubtful.TryRemove(room, out _);
        if (present.Count > 0)
        {
            said[room] = present;
        }
        else
        {
            said.TryRemove(room, out _);
        }
    }

    private async Task SayAsync(string node, string room, string[] came, string[] left)
    {
        var keys = PresenceKeys.Change(partitions.Of(room), node);
        var steps = came.Select(user => (User: user, Comes: true)).Concat(left.Select(user => (User: user, Comes: false)));
        foreach (var some in steps.Chunk(UsersAtOnce))
        {
            await redis.GetDatabase().ScriptEvaluateAsync(
                PresenceScripts.Announce,
                keys,
                [room, options.PresenceNamesMax, some.Count(step => step.Comes), .. some.Select(step => (RedisValue)step.User)]).WaitAsync(Patience, time);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Who is in the rooms of this node could not be told; trying again.")]
        public static partial void Delayed(ILogger logger, Exception exception);
    }
}
