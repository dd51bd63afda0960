using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>Partitions whose stream holds something: told by the append, by whoever takes a partition over, and by the sweep.</summary>
internal sealed class PersisterWake(IConnectionMultiplexer redis, Partitions partitions) : IDisposable
{
    private readonly ConcurrentDictionary<int, byte> filled = new();
    private readonly SemaphoreSlim signal = new(0, 1);

    public async Task ListenAsync(int partition)
    {
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Sharded(partitions.Wake(partition)), (_, _) => Mark(partition));
        // What came before somebody listened.
        Mark(partition);
    }

    public Task StopListeningAsync(int partition) =>
        redis.GetSubscriber().UnsubscribeAsync(RedisChannel.Sharded(partitions.Wake(partition)));

    public void Mark(int partition)
    {
        filled[partition] = 0;
        // Mostly it is awake already, and to be told so by an exception costs more than all else here.
        if (signal.CurrentCount > 0)
        {
            return;
        }

        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has woken it in between.
        }
    }

    /// <summary>Waits until some partition is marked, or until the timeout.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => signal.WaitAsync(timeout, cancellationToken);

    /// <summary>The marked partitions of these, unmarked: what comes from now on marks them anew.</summary>
    public List<int> Take(IEnumerable<int> owned) => [.. owned.Where(partition => filled.TryRemove(partition, out _))];

    public void Dispose() => signal.Dispose();
}
