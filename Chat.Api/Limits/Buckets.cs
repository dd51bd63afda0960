using System.Threading.RateLimiting;

namespace Chat.Api.Limits;

/// <summary>A token bucket per key; buckets that are full again are forgotten.</summary>
/// <typeparam name="TKey">Whom a bucket belongs to.</typeparam>
/// <param name="perSecond">Tokens that come back in a second.</param>
/// <param name="burst">Tokens that a bucket holds.</param>
internal sealed class Buckets<TKey>(int perSecond, int burst) : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly PartitionedRateLimiter<TKey> buckets = PartitionedRateLimiter.Create<TKey, TKey>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = Period,
            QueueLimit = 0,
        }));

    /// <summary>Null where it was spent, else when there may be more.</summary>
    public TimeSpan? TrySpend(TKey key)
    {
        using var lease = buckets.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Period;
    }

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void Spend(TKey key, string sentence)
    {
        if (TrySpend(key) is { } retryAfter)
        {
            throw new RefusedException(ErrorCodes.TooFast, StatusCodes.Status429TooManyRequests, sentence, retryAfter);
        }
    }

    public void Dispose() => buckets.Dispose();
}
