using System.Threading.RateLimiting;

namespace Chat.Api.Limits;

/// <summary>
/// A token bucket per budget and key; buckets that are full again are forgotten. One limiter holds those of all budgets: each
/// wakes two threads ten times a second, and eight of them were most of what a silent node did (docs/decisions/0007).
/// </summary>
internal sealed class Buckets : IDisposable
{
    private readonly PartitionedRateLimiter<Key> buckets = PartitionedRateLimiter.Create<Key, Key>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, static key => new()
        {
            TokenLimit = key.Budget.Burst,
            TokensPerPeriod = key.Budget.PerPeriod,
            ReplenishmentPeriod = key.Budget.Period,
            QueueLimit = 0,
        }));

    /// <summary>Null where it was spent, else when there may be more.</summary>
    public TimeSpan? TrySpend(Budget budget, string name) => TrySpend(new Key(budget, name, 0));

    /// <inheritdoc cref="TrySpend(Budget, string)"/>
    public TimeSpan? TrySpend(Budget budget, int address) => TrySpend(new Key(budget, "", address));

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void Spend(Budget budget, string name, string sentence) => Require(TrySpend(budget, name), sentence);

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void Spend(Budget budget, int address, string sentence) => Require(TrySpend(budget, address), sentence);

    public void Dispose() => buckets.Dispose();

    private TimeSpan? TrySpend(Key key)
    {
        using var lease = buckets.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : key.Budget.Period;
    }

    private static void Require(TimeSpan? retryAfter, string sentence)
    {
        if (retryAfter is not null)
        {
            throw new RefusedException(ErrorCodes.TooFast, StatusCodes.Status429TooManyRequests, sentence, retryAfter);
        }
    }

    private readonly record struct Key(Budget Budget, string Name, int Address);
}
