using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>
/// Takes the users of dead nodes out of their rooms. Every living node looks, since the owner of a partition may be the node
/// that died and its lease ends too late; the one that is first does the work, and doing it twice does no harm.
/// </summary>
internal sealed partial class DeadNodes(
    IConnectionMultiplexer redis, Partitions partitions, IOptions<PresenceOptions> options, TimeProvider time, ILogger<DeadNodes> logger)
    : BackgroundService
{
    private const int RoomsAtOnce = 100;
    private const int UsersAtOnce = 500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BurialMax = TimeSpan.FromSeconds(3);

    /// <summary>A command that goes under with its connection may never end, whatever the client library promises.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time.BeatAsync(Look, () => LookAsync().WaitAsync(Patience, time, stoppingToken), exception => Log.LookFailed(logger, exception), stoppingToken);

    private async Task LookAsync()
    {
        var database = redis.GetDatabase();
        var nodes = (await database.SetMembersAsync(PresenceKeys.Nodes)).Select(node => node.ToString()).ToArray();
        var alive = await Task.WhenAll(nodes.Select(node => database.KeyExistsAsync(PresenceKeys.Alive(node))));
        foreach (var node in nodes.Where((_, index) => !alive[index]))
        {
            if (await database.StringSetAsync(PresenceKeys.Burial(node), 1, BurialMax, When.NotExists))
            {
                await BuryAsync(database, node);
            }
        }
    }

    private async Task BuryAsync(IDatabase database, string node)
    {
        var rooms = (await Task.WhenAll(Enumerable.Range(0, partitions.Count).Select(partition => BuryAsync(database, partition, node)))).Sum();
        await database.SetRemoveAsync(PresenceKeys.Nodes, node);
        await database.KeyDeleteAsync(PresenceKeys.Burial(node));
        Log.Buried(logger, node, rooms);
    }

    private async Task<int> BuryAsync(IDatabase database, int partition, string node)
    {
        for (var buried = 0; ;)
        {
            var rooms = await database.SetRandomMembersAsync(PresenceKeys.RoomsOf(partitions.Prefix(partition), node), RoomsAtOnce);
            if (rooms.Length == 0)
            {
                return buried;
            }

            await Task.WhenAll(rooms.Select(room => BuryAsync(database, room.ToString(), node)));
            buried += rooms.Length;
        }
    }

    private async Task BuryAsync(IDatabase database, string room, string node)
    {
        var keys = PresenceKeys.Change(partitions.Of(room), node);
        while ((long)await database.ScriptEvaluateAsync(PresenceScripts.Bury, keys, [room, options.Value.PresenceNamesMax, UsersAtOnce]) > 0)
        {
            // The next part.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Whether nodes have died cannot be seen at the moment.")]
        public static partial void LookFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "The users of node {Node}, which lives no more, were taken out of {Rooms} rooms.")]
        public static partial void Buried(ILogger logger, string node, int rooms);
    }
}
