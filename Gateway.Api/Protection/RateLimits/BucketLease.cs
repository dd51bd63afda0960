using System.Threading.RateLimiting;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>Whether a request may go on, and what the headers say of it.</summary>
/// <param name="isGranted">Whether there was a token.</param>
/// <param name="rule">The limit.</param>
/// <param name="remaining">Tokens that are left.</param>
/// <param name="untilNext">Time until there is one.</param>
internal sealed class BucketLease(bool isGranted, RateLimitRule? rule, int remaining, TimeSpan untilNext) : RateLimitLease
{
    /// <summary>Redis is away, and the limit grants nothing without it.</summary>
    public static BucketLease Closed { get; } = new(isGranted: false, rule: null, 0, TimeSpan.FromSeconds(1));

    public override bool IsAcquired => isGranted;

    public RateLimitRule? Rule => rule;

    public int Remaining => remaining;

    public TimeSpan UntilNext => untilNext;

    public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == MetadataName.RetryAfter.Name ? untilNext : null;
        return metadata is not null;
    }
}
