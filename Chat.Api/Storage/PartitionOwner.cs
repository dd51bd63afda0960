using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>
/// Which partitions this node persists. A lease of 4 s per partition, renewed every second, and as many partitions as this
/// node's even share: a node that dies is replaced within 5 s, a node that comes gets its share.
/// </summary>
internal sealed partial class PartitionOwner(
    IConnectionMultiplexer redis, Partitions partitions, PersisterWake wake, TimeProvider time, ILogger<PartitionOwner> logger) : BackgroundService
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly RedisKey Nodes = "chat:nodes";

    // Nodes that beat within the lease, by the clock of Redis. KEYS: 1 nodes; ARGV: 1 this node, 2 lease in ms.
    private const string Heartbeat = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        redis.call('ZADD', KEYS[1], now, ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (now - ARGV[2]))
        return redis.call('ZCARD', KEYS[1])
        """;

    private const string Renew = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0";
    private const string GiveBack = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private readonly string node = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";
    private readonly ConcurrentDictionary<int, long> ownedSince = new();

    /// <summary>Partitions whose lease still runs, by this node's own clock.</summary>
    public IEnumerable<int> Owned => ownedSince.Where(lease => time.GetElapsedTime(lease.Value) < Lease).Select(lease => lease.Key);

    /// <summary>Gives all partitions back, so that another node need not wait for the leases to end. The persister has stopped before.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            // Waited for as long as the host waits: a command that goes under with its connection may never end, and the leases do so by themselves.
            await LeaveAsync().WaitAsync(Lease, time, cancellationToken);
        }
        catch (Exception exception)
        {
            Log.BeatFailed(logger, exception);
        }
    }

    // A command that goes under with its connection may never end, and a beat that hangs is a lease that is lost.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time.BeatAsync(
        Beat, () => BeatAsync().WaitAsync(Lease, time, stoppingToken), exception => Log.BeatFailed(logger, exception), stoppingToken, atOnce: true);

    private async Task LeaveAsync()
    {
        await Task.WhenAll(ownedSince.Keys.Select(GiveBackAsync));
        await redis.GetDatabase().SortedSetRemoveAsync(Nodes, node);
    }

    private async Task BeatAsync()
    {
        // Redis may have been emptied meanwhile.
        await redis.GetDatabase().StringSetAsync(Startup.PartitionsKey, partitions.Count, when: When.NotExists);
        var living = (int)await redis.GetDatabase().ScriptEvaluateAsync(Heartbeat, [Nodes], [node, (long)Lease.TotalMilliseconds]);
        var share = (partitions.Count + living - 1) / living;
        await Task.WhenAll(ownedSince.Keys.Select(RenewAsync));
        await Task.WhenAll(ownedSince.Keys.Skip(share).Select(GiveBackAsync));
        await TakeAsync(share - ownedSince.Count);
    }

    private async Task RenewAsync(int partition)
    {
        var at = time.GetTimestamp();
        var renewed = (long)await redis.GetDatabase().ScriptEvaluateAsync(
            Renew, [partitions.Owner(partition)], [node, (long)Lease.TotalMilliseconds]) == 1;
        if (renewed)
        {
            ownedSince[partition] = at;
        }
        else
        {
            ownedSince.TryRemove(partition, out _);
            await wake.StopListeningAsync(partition);
            Log.Lost(logger, partition);
        }
    }

    private async Task GiveBackAsync(int partition)
    {
        ownedSince.TryRemove(partition, out _);
        await wake.StopListeningAsync(partition);
        await redis.GetDatabase().ScriptEvaluateAsync(GiveBack, [partitions.Owner(partition)], [node]);
    }

    /// <summary>Tries free partitions from a place of this node's own, so that nodes that start together seldom collide.</summary>
    private async Task TakeAsync(int wanted)
    {
        var first = partitions.PartitionOf(node);
        var candidates = Enumerable.Range(0, partitions.Count)
            .Select(offset => (first + offset) % partitions.Count)
            .Where(partition => !ownedSince.ContainsKey(partition)).ToArray();
        for (var tried = 0; wanted > 0 && tried < candidates.Length;)
        {
            var now = candidates.Skip(tried).Take(wanted).ToArray();
            tried += now.Length;
            wanted -= (await Task.WhenAll(now.Select(TryTakeAsync))).Count(taken => taken);
        }
    }

    private async Task<bool> TryTakeAsync(int partition)
    {
        var at = time.GetTimestamp();
        if (!await redis.GetDatabase().StringSetAsync(partitions.Owner(partition), node, Lease, When.NotExists))
        {
            return false;
        }

        ownedSince[partition] = at;
        await wake.ListenAsync(partition);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The partitions of this node could not be renewed.")]
        public static partial void BeatFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "Partition {Partition} belongs to another node now.")]
        public static partial void Lost(ILogger logger, int partition);
    }
}
