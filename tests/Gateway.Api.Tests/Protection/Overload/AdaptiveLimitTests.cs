using Gateway.Api.Protection.Overload;

namespace Gateway.Api.Tests.Protection.Overload;

/// <summary>The limit in simulated time, so rates and percentiles are exact and the same on every machine.</summary>
public sealed class AdaptiveLimitTests
{
    private const int Slots = 16;
    private const double Capacity = 320;

    private static double Steady(long call) => 50 + (call % 7 * 0.3);

    [Fact]
    public void At_three_times_the_capacity_goodput_and_latency_hold_and_all_is_as_before_within_2_s()
    {
        var upstream = new SimulatedUpstream(Slots, Steady);
        var calm = upstream.Run(Capacity / 10, 10);

        var strained = upstream.Run(Capacity * 3, 60);
        Assert.True(strained.Goodput >= 0.9 * Capacity, $"{strained}");
        Assert.True(strained.At(99) <= 2 * calm.At(99), $"{strained}");

        upstream.Run(Capacity / 2, 2);
        var after = upstream.Run(Capacity / 2, 10);
        Assert.Equal(0, after.Refused);
        Assert.True(after.At(99) <= 2 * calm.At(99), $"{after}");
    }

    [Fact]
    public void A_start_under_three_times_the_capacity_whose_first_calls_are_slow_comes_to_the_same_goodput()
    {
        // The first calls pay for compilation: what they took is not what the upstream takes.
        var upstream = new SimulatedUpstream(Slots, call => Steady(call) + (call < 100 ? 300 : 0));

        upstream.Run(Capacity * 3, 5);
        var strained = upstream.Run(Capacity * 3, 30);

        Assert.True(strained.Goodput >= 0.9 * Capacity, $"{strained}");
        Assert.True(strained.At(99) <= 2 * 52, $"{strained}");
    }

    [Theory]
    [InlineData(2_000, 100)]
    [InlineData(10, 100)]
    public void An_upstream_that_is_well_refuses_nothing(double perSecond, double latencyMs)
    {
        // Answers of 10 and 190 ms in turn: differences are no line.
        var upstream = new SimulatedUpstream(slots: 10_000, call => latencyMs + (call % 2 == 0 ? 90 : -90));

        Assert.Equal(0, upstream.Run(perSecond, 60).Refused);
    }

    [Fact]
    public void A_spike_of_an_upstream_that_takes_it_refuses_nothing()
    {
        var upstream = new SimulatedUpstream(slots: 10_000, Steady);
        upstream.Run(1_000, 5);

        Assert.Equal(0, upstream.Run(5_000, 10).Refused);
    }

    [Fact]
    public void An_upstream_that_becomes_slower_by_itself_is_let_through_again()
    {
        var isSlow = false;
        var upstream = new SimulatedUpstream(slots: 10_000, call => isSlow ? 250 : Steady(call));
        upstream.Run(400, 5);
        isSlow = true;
        upstream.Run(400, 10);

        Assert.Equal(0, upstream.Run(400, 20).Refused);
    }

    [Fact]
    public void Optional_calls_are_the_first_to_be_refused()
    {
        var limit = new AdaptiveLimit(new() { UpstreamConcurrencyMax = 10 }, TimeProvider.System);
        for (var i = 0; i < 8; i++)
        {
            Assert.True(limit.TryEnter(isOptional: true, out _));
        }

        Assert.False(limit.TryEnter(isOptional: true, out _));
        Assert.True(limit.TryEnter(isOptional: false, out _));
        Assert.True(limit.TryEnter(isOptional: false, out _));
        Assert.False(limit.TryEnter(isOptional: false, out _));
        Assert.Equal(10, limit.InFlight);
    }

    [Fact]
    public void Calls_of_an_upstream_that_hangs_are_let_in_a_few_at_a_time()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var limit = new AdaptiveLimit(new(), time);
        for (var i = 0; i < 50; i++)
        {
            limit.TryEnter(isOptional: false, out var quick);
            time.Advance(TimeSpan.FromMilliseconds(20));
            limit.Leave(quick, CallOutcome.Answered);
        }

        for (var round = 0; round < 10; round++)
        {
            var under = new List<AdaptiveLimit.Entry>();
            while (under.Count < 500 && limit.TryEnter(isOptional: false, out var entry))
            {
                under.Add(entry);
            }

            time.Advance(TimeSpan.FromMilliseconds(800));
            under.ForEach(entry => limit.Leave(entry, CallOutcome.GivenUp));
        }

        Assert.InRange(limit.Limit, 10, 20);
    }
}
