using System.Collections.Concurrent;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>
/// The buckets of one limit, at most so many: whoever comes when all are taken shares one with others who do. Buckets that nobody has
/// used for a while, and that would be full again, are forgotten.
/// </summary>
internal sealed class Buckets(RateLimitRule rule, ShareStore store, TimeProvider time, int bucketsMax) : IDisposable
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, SharedBucket> buckets = new(StringComparer.Ordinal);
    private readonly SharedBucket crowd = new(rule, "crowd", store, time);
    private int count;

    public RateLimitRule Rule => rule;

    /// <summary>Buckets that are kept.</summary>
    public int Count => Volatile.Read(ref count);

    public SharedBucket Of(string key)
    {
        if (buckets.TryGetValue(key, out var bucket))
        {
            return bucket;
        }

        if (Interlocked.Increment(ref count) > bucketsMax)
        {
            Interlocked.Decrement(ref count);
            return crowd;
        }

        var own = new SharedBucket(rule, key, store, time);
        bucket = buckets.GetOrAdd(key, own);
        if (bucket != own)
        {
            Interlocked.Decrement(ref count);
        }

        return bucket;
    }

    /// <summary>Forgets who has not come for a while.</summary>
    public void Sweep()
    {
        foreach (var (key, bucket) in buckets)
        {
            if (bucket.IdleDuration > Forgotten && buckets.TryRemove(key, out var removed))
            {
                Interlocked.Decrement(ref count);
                removed.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach (var bucket in buckets.Values)
        {
            bucket.Dispose();
        }

        crowd.Dispose();
    }
}
