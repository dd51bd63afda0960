using System.Security.Cryptography;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>
/// Tells that this node lives: one key in Redis, renewed every second. A node whose key has ended is dead for all others, and
/// its users are taken out of their rooms; should it merely have slept, it goes on under another id and announces all anew.
/// </summary>
internal sealed partial class NodeLife(IConnectionMultiplexer redis, TimeProvider time, ILogger<NodeLife> logger) : BackgroundService
{
    /// <summary>Two renewals may fail, and a death is still told within 5 s.</summary>
    private static readonly TimeSpan Expiry = TimeSpan.FromMilliseconds(3_500);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>A command that goes under with its connection may never end, whatever the client library promises.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private volatile string? id;

    /// <summary>Under which this node announces its users; null while it may not.</summary>
    public string? Id => id;

    /// <summary>Nobody need wait for the key to end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (id is { } current)
            {
                await redis.GetDatabase().KeyDeleteAsync(PresenceKeys.Alive(current)).WaitAsync(Patience, time, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // Then the key ends by itself.
            Log.BeatFailed(logger, exception);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.BeatAsync(
        Beat, () => BeatAsync().WaitAsync(Patience, time, stoppingToken), exception => Log.BeatFailed(logger, exception), stoppingToken, atOnce: true);

    private async Task BeatAsync()
    {
        var database = redis.GetDatabase();
        if (id is { } current)
        {
            if (await database.StringSetAsync(PresenceKeys.Alive(current), 1, Expiry, When.Exists))
            {
                return;
            }

            // An id that has ended is never renewed: whoever buries it need not fear that it comes back meanwhile.
            id = null;
            Log.Lapsed(logger, current);
        }

        var next = RandomNumberGenerator.GetHexString(16, lowercase: true);
        // In this order: a listed node without its key would be buried before it has begun.
        await database.StringSetAsync(PresenceKeys.Alive(next), 1, Expiry);
        await database.SetAddAsync(PresenceKeys.Nodes, next);
        id = next;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "This node could not tell that it lives.")]
        public static partial void BeatFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Node {Node} was taken for dead; it announces its users under another id.")]
        public static partial void Lapsed(ILogger logger, string node);
    }
}
