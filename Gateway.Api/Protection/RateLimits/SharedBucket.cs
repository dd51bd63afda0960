using System.Threading.RateLimiting;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>
/// A token bucket that replicas share. This replica spends tokens that it has taken from the bucket in Redis, and takes more in the
/// background when half of them are gone; where they are all gone it may go into debt by half of what Redis said is left, so that a
/// burst need not wait. Without Redis it is a plain token bucket.
/// </summary>
internal sealed class SharedBucket(RateLimitRule rule, string key, ShareStore store, TimeProvider time) : RateLimiter
{
    // A share lasts about so long: twenty requests to Redis a second for a busy key, none for each request.
    private static readonly TimeSpan ShareFor = TimeSpan.FromMilliseconds(100);

    private readonly Lock exclusive = new();
    private readonly double shareMin = Math.Clamp(rule.PerSecond * ShareFor.TotalSeconds, 1, rule.Burst);
    private double tokens = store.IsConfigured ? 0 : rule.Burst;
    private int left = rule.Burst;
    private bool isKnown;
    private bool isAsking;
    private bool isAlone = !store.IsConfigured;
    private long refilledAt = time.GetTimestamp();
    private long usedAt = time.GetTimestamp();
    private long askedAt;
    private int spentSinceAsked;

    /// <summary>Null while it could not be forgotten without a loss.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (exclusive)
            {
                Refill();
                var isWhole = !isAlone || tokens >= rule.Burst;
                return isWhole && !isAsking ? time.GetElapsedTime(usedAt) : null;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>Spends a token, or answers when there will be one.</summary>
    public BucketLease Spend() => (BucketLease)AttemptAcquireCore(1);

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (exclusive)
        {
            usedAt = time.GetTimestamp();
            Refill();
            if (isAlone && rule.FailsClosed && store.IsConfigured)
            {
                AskAgain();
                return BucketLease.Closed;
            }

            var isGranted = tokens - permitCount >= -Debt();
            if (isGranted)
            {
                tokens -= permitCount;
                spentSinceAsked += permitCount;
            }

            AskAgain();
            return Lease(isGranted);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    protected override void Dispose(bool disposing)
    {
        int back;
        lock (exclusive)
        {
            back = isAlone ? 0 : (int)tokens;
            tokens = 0;
        }

        if (disposing && back > 0)
        {
            _ = store.TakeAsync(rule, key, -back, -back);
        }

        base.Dispose(disposing);
    }

    private double Debt() => isAlone ? 0 : isKnown ? Math.Max(0, left / 2) : rule.Burst;

    /// <summary>Goes over to counting alone where Redis is away; the way back is a share that Redis gave.</summary>
    private void Refill()
    {
        var now = time.GetTimestamp();
        if (isAlone)
        {
            tokens += time.GetElapsedTime(refilledAt, now).TotalSeconds * rule.PerSecond;
        }
        else if (store.IsAway)
        {
            (isAlone, tokens) = (true, tokens + Math.Max(0, left));
        }

        (tokens, refilledAt) = (Math.Min(tokens, rule.Burst), now);
    }

    private void AskAgain()
    {
        if (isAsking || !store.IsConfigured || store.IsAway || !(isAlone || IsShort()))
        {
            return;
        }

        // What was spent since the last time will be spent again: twice that, so that half is left when more is taken.
        var share = Math.Clamp(2.0 * spentSinceAsked, shareMin, rule.Burst);
        isAsking = true;
        (askedAt, spentSinceAsked) = (time.GetTimestamp(), 0);
        var owed = isAlone ? 0 : Math.Max(0, -tokens);
        _ = TakeAsync((int)Math.Ceiling(share + owed), (int)Math.Ceiling(owed));
    }

    private bool IsShort() => tokens <= shareMin / 2 && (tokens <= -1 || !isKnown || time.GetElapsedTime(askedAt) >= ShareFor / 4);

    private async Task TakeAsync(int want, int spent)
    {
        // Not under the lock of the caller.
        await Task.Yield();
        var share = await store.TakeAsync(rule, key, want, spent);
        lock (exclusive)
        {
            isAsking = false;
            if (share is { } taken)
            {
                // What was granted alone is not taken to Redis: it holds what replicas can share.
                tokens = isAlone ? taken.Taken : tokens + taken.Taken;
                (isAlone, left, isKnown) = (false, taken.Left, true);
            }
        }
    }

    private BucketLease Lease(bool isGranted)
    {
        var remaining = (int)Math.Clamp(Math.Floor(tokens) + (isAlone ? 0 : Math.Max(0, left)), 0, rule.Burst);
        var untilNext = isGranted ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(1, 1 - tokens) / rule.PerSecond);
        return new(isGranted, rule, remaining, untilNext);
    }
}
