using System.Globalization;
using System.Net;
using Chat.Api.Shedding;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Delivery;

/// <summary>
/// Publishes to itself through the very path that entries take, and listens: a broker that is connected and silent, a lost
/// subscription, a dead socket all end in no echo. Then health says so, the connections are opened anew, and once there is
/// an echo again all rooms are compared with the log.
/// </summary>
internal sealed partial class DeliveryProbe(
    IConnectionMultiplexer redis, Partitions partitions, RedisSockets sockets, LocalRooms rooms, Resync resync, IOptions<DeliveryOptions> options,
    NodeLag lag, ChatMetrics metrics, TimeProvider time, ILogger<DeliveryProbe> logger) : BackgroundService
{
    /// <summary>Times that an echo waits for a thread of the pool on its way: to be sent, to be read, to be handed on, with one to spare.</summary>
    private const int PoolWaits = 4;
    private readonly PoolDelay pool = new(time, item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false));
    private readonly string node = Guid.CreateVersion7().ToString("N");
    private readonly Dictionary<int, ProbeLine> lines = [];
    private volatile ProbeLine[] probed = [];
    private long beatAt;

    /// <summary>What is wrong with delivery through Redis; null where every probe came back.</summary>
    public string? Problem
    {
        get
        {
            var now = probed;
            if (now.Length == 0 || Array.Exists(now, line => !line.WasHeard))
            {
                return "No probe has come back from Redis yet.";
            }

            var silent = Array.FindAll(now, line => line.IsSilent);
            return silent.Length == 0 ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"Redis is silent: {silent.Length} of {now.Length} probed partitions, for {silent.Max(line => line.SilentFor).TotalSeconds:0.0} s. Rooms are repaired when it is heard again.");
        }
    }

    /// <summary>Whatever a beat fails with, the next must come: this is what notices that others are stuck.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.BeatAsync(
        options.Value.ProbeInterval, BeatAsync, exception => Log.BeatFailed(logger, exception), stoppingToken, atOnce: true);

    private Task BeatAsync()
    {
        // After a beat that came late this process was starved: echoes may lie in its sockets, so it judges at the next.
        var isLate = beatAt != 0 && time.GetElapsedTime(beatAt) > 2 * options.Value.ProbeInterval;
        beatAt = time.GetTimestamp();
        Choose();
        foreach (var line in probed)
        {
            _ = SendAsync(line);
        }

        if (!isLate)
        {
            Judge();
        }

        pool.Sample();

        metrics.ProbesSilent(probed.Count(line => line.IsSilent));
        return Task.CompletedTask;
    }

    /// <summary>One partition for one server; on a cluster all, since each slot has a master and a subscription of its own.</summary>
    private void Choose()
    {
        var isCluster = Array.Exists(redis.GetServers(), server => server.ServerType == ServerType.Cluster);
        var count = isCluster ? partitions.Count : 1;
        if (probed.Length == count)
        {
            return;
        }

        probed = [.. Enumerable.Range(0, count).Select(partition =>
            lines.TryGetValue(partition, out var line) ? line : lines[partition] = new(partition, partitions.Probe(partition, node), time))];
    }

    private async Task SendAsync(ProbeLine line)
    {
        try
        {
            var subscriber = redis.GetSubscriber();
            var channel = RedisChannel.Sharded(line.Channel);
            if (!line.IsSubscribed)
            {
                line.IsSubscribed = true;
                await subscriber.SubscribeAsync(channel, (_, sent) => Heard(line, sent));
            }

            await subscriber.PublishAsync(channel, time.GetTimestamp());
            line.Answer();
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            // No answer, and no echo: the judgement sees both. The client library keeps the subscription for later.
            Log.NotSent(logger, line.Partition, exception.Message);
        }
    }

    private void Heard(ProbeLine line, RedisValue sent)
    {
        var took = time.GetElapsedTime((long)sent);
        lag.Heard(took);
        metrics.ProbeReturned(took);
        if (line.Hear())
        {
            Log.HeardAgain(logger, line.Partition);
            resync.Request();
        }
    }

    private void Judge()
    {
        // A herd keeps the pool busy for seconds: whoever took that for a silent Redis would cut off a sound one, again and again.
        var limit = options.Value.ProbeTimeout + (PoolWaits * pool.Present);
        foreach (var line in probed.Where(line => line.Judge(limit)))
        {
            Log.Silent(logger, line.Partition, line.SilentFor);
        }

        if (Array.Exists(probed, line => line.IsSilent))
        {
            Heal(limit);
        }
    }

    private void Heal(TimeSpan limit)
    {
        // A handshake that hangs: the client library waits for it far longer.
        foreach (var server in redis.GetServers().Where(server => !server.IsConnected))
        {
            End(server.EndPoint, 2 * limit, onlySubscriptions: false);
        }

        foreach (var server in probed.GroupBy(ServerOf))
        {
            var (due, first) = (false, true);
            foreach (var line in server)
            {
                due |= line.IsDueForHealing(limit, out var firstOfLine);
                first &= firstOfLine;
            }

            if (due && server.Key is not null)
            {
                Heal(server.Key, [.. server], first, limit);
            }
        }
    }

    private void Heal(EndPoint server, ProbeLine[] all, bool first, TimeSpan limit)
    {
        var isAnswered = Array.Exists(all, line => line.UnansweredFor < limit);
        // Late, not silent: behind thousands of entries, say. To connect anew would make it worse.
        var isLate = isAnswered && all.Length == probed.Length && rooms.QuietFor < limit;
        if (isLate || (first && Array.Exists(all, line => !line.IsSilent)))
        {
            // Or a subscription is lost, or the map of the cluster is old: the client library reads it and subscribes what is not.
            var name = server.ToString();
            Log.Reconfigured(logger, name);
            _ = redis.ConfigureAsync();
            return;
        }

        End(server, limit, onlySubscriptions: isAnswered);
    }

    private void End(EndPoint server, TimeSpan age, bool onlySubscriptions)
    {
        var ended = sockets.End(server, age, onlySubscriptions);
        if (ended > 0)
        {
            metrics.RedisConnectionsEnded(ended);
            var name = server.ToString();
            Log.Ended(logger, ended, name);
        }
    }

    /// <summary>Null where the client library knows none that is connected: then it is at work.</summary>
    private EndPoint? ServerOf(ProbeLine line)
    {
        try
        {
            return redis.GetServer(partitions.Stream(line.Partition)).EndPoint;
        }
        catch (Exception exception) when (exception is RedisException or InvalidOperationException)
        {
            return null;
        }
    }
}
