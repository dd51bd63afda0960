using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Chat.Api.Messages;

/// <summary>A token bucket per user; buckets that are full again are forgotten.</summary>
internal sealed class SendRate(IOptions<MessageOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> buckets = PartitionedRateLimiter.Create<string, string>(user =>
        RateLimitPartition.GetTokenBucketLimiter(user, _ => new()
        {
            TokenLimit = options.Value.MessageBurst,
            TokensPerPeriod = options.Value.MessagesPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void Spend(string user)
    {
        using var lease = buckets.AttemptAcquire(user);
        if (!lease.IsAcquired)
        {
            throw new RefusedException(ErrorCodes.TooFast, StatusCodes.Status429TooManyRequests, "Too many messages; wait a moment and send it again under the same id.");
        }
    }

    public void Dispose() => buckets.Dispose();
}
