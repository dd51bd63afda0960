using Gateway.Api.Protection.RateLimits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Api.Tests.Protection.RateLimits;

/// <summary>Buckets of one replica alone, in fake time.</summary>
public sealed class BucketTests
{
    private static readonly RateLimitRule Rule = new("test", PerSecond: 2, Burst: 4, RateLimitPer.Client, new HashSet<string>(), FailsClosed: false);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_bucket_grants_its_burst_then_its_rate()
    {
        using var buckets = Buckets(bucketsMax: 10);
        Assert.Equal([true, true, true, true, false], Spend(buckets, 5));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([true, true, false], Spend(buckets, 3));
    }

    [Fact]
    public void A_refusal_says_when_there_is_a_token()
    {
        using var buckets = Buckets(bucketsMax: 10);
        Spend(buckets, 4);

        var lease = buckets.Of("ada").Spend();

        Assert.Equal((false, 0, TimeSpan.FromSeconds(0.5)), (lease.IsAcquired, lease.Remaining, lease.UntilNext));
    }

    [Fact]
    public void Strangers_beyond_the_bound_share_one_bucket_and_the_idle_are_forgotten_once_they_are_full()
    {
        using var buckets = Buckets(bucketsMax: 2);
        var crowd = buckets.Of("c1");
        buckets.Of("c2");
        Assert.Same(buckets.Of("c3"), buckets.Of("c4"));
        Assert.NotSame(crowd, buckets.Of("c3"));
        Assert.Equal(2, buckets.Count);

        crowd.Spend();
        time.Advance(TimeSpan.FromMilliseconds(100));
        buckets.Sweep();
        Assert.Equal(2, buckets.Count);

        time.Advance(TimeSpan.FromSeconds(11));
        buckets.Sweep();
        Assert.Equal(0, buckets.Count);
    }

    [Fact]
    public void A_wrong_limit_is_a_line_with_key_value_and_what_is_allowed()
    {
        var result = new RateLimitOptionsValidator().Validate(null, new() { ["shop"] = new() { PerSecond = 0, Burst = 0 }, ["client"] = new() { PerSecond = 1, Burst = 1 } });

        Assert.Equal(
            [
                "Gateway:RateLimits:shop:PerSecond is 0; allowed: above 0, at most 1000000.",
                "Gateway:RateLimits:shop:Burst is 0; allowed: 1 to 1000000.",
                "Gateway:RateLimits:client is no name; allowed: lower-case letters, digits and dashes, other than client.",
            ],
            result.Failures);
    }

    private Buckets Buckets(int bucketsMax) => new(Rule, new(null, time, NullLogger<ShareStore>.Instance), time, bucketsMax);

    private static IEnumerable<bool> Spend(Buckets buckets, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => buckets.Of("ada").Spend().IsAcquired)];
}
