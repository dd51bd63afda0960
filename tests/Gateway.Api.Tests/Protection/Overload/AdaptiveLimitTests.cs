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
    public void A_line_that_comes_at_once_is_cut_once()
    {
        var upstream = new SimulatedUpstream(Slots, Steady);
        upstream.Run(Capacity / 10, 10);

        var first = upstream.Run(Capacity * 3, 3);

        // 960 a second come and 320 are done: until a line is seen a hundred calls stand in it. A second one would be as long.
        Assert.InRange(first.LatenciesMs.Count(ms => ms > 2 * 52), 0, 130);
    }

    [Fact]
    public void A_start_under_three_times_the_capacity_whose_first_calls_are_slow_comes_to_the_same_goodput()
    {
        // The first calls pay for compilation: what they took is not what the upstream takes.
        var upstream = new SimulatedUpstream(Slots, call => Steady(call) + (call < 100 ? 300 : 0));

        upstream.Run(Capacity * 3, 10);
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
    public void A_gateway_that_waits_for_its_own_threads_charges_no_service_with_it()
    {
        // The more calls are under way, the longer each waits for a thread of a machine that is full; services take 100 ms as before.
        SimulatedUpstream? upstream = null;
        double OwnWaitMs() => Math.Max(0, upstream!.Limit.InFlight - 300) / 20.0;
        upstream = new(slots: 10_000, call => 100 + (call % 7 * 0.3) + (3 * OwnWaitMs()), ownWaitMs: OwnWaitMs);
        upstream.Run(1_000, 5);

        Assert.Equal(0, upstream.Run(4_400, 20).Refused);
        Assert.Equal(0, upstream.Run(1_000, 5).Refused);
        Assert.InRange(upstream.Limit.BaselineMs, 95, 130);
    }

    [Fact]
    public void A_trial_under_which_the_gateway_itself_waits_less_shows_no_line_at_the_service()
    {
        // With half of the calls the gateway has half as much to do, and calls take less time; the service takes what it took.
        const int Most = 400;
        SimulatedUpstream? upstream = null;
        double OwnWaitMs() => Math.Max(0, upstream!.Limit.InFlight - 100) / 10.0;
        upstream = new(slots: 10_000, call => 100 + (call % 7 * 0.3) + (3 * OwnWaitMs()), new() { UpstreamConcurrencyMax = Most }, OwnWaitMs);
        upstream.Run(500, 5);

        var strained = upstream.Run(3_000, 30);

        Assert.Equal(Most, upstream.Limit.Limit);
        Assert.True(strained.Goodput >= 0.85 * Most / 0.190, $"{strained}");
        Assert.InRange(upstream.Limit.BaselineMs, 95, 130);
    }

    [Fact]
    public void After_too_much_load_and_a_quiet_time_a_service_that_is_slow_now_refuses_nothing()
    {
        var isSlow = false;
        var upstream = new SimulatedUpstream(slots: 200, _ => isSlow ? 450 : 100);
        upstream.Run(1_000, 5);
        Assert.NotEqual(0, upstream.Run(5_000, 5).Refused);
        upstream.Rest(1.2);
        (isSlow, upstream.Slots) = (true, 10_000);

        Assert.Equal(0, upstream.Run(1_000, 10).Refused);
    }

    [Fact]
    public void A_moment_in_which_calls_stand_at_the_highest_limit_is_no_line()
    {
        var isLate = false;
        var upstream = new SimulatedUpstream(slots: 10_000, _ => isLate ? 240 : 100, new() { UpstreamConcurrencyMax = 1_000 });
        upstream.Run(5_000, 5);
        isLate = true;
        var late = upstream.Run(5_000, 0.24);
        isLate = false;

        // 5,000 a second of 240 ms are 1,200 calls: those above the highest limit are refused, and nobody for what had been.
        Assert.InRange(late.Refused + upstream.Run(5_000, 0.25).Refused, 1, 400);
        Assert.Equal(1_000, upstream.Limit.Limit);
        Assert.Equal(0, upstream.Run(5_000, 5).Refused);
    }

    [Fact]
    public void What_comes_at_once_after_a_pause_at_the_peak_finds_room()
    {
        var upstream = new SimulatedUpstream(slots: 10_000, _ => 100);
        upstream.Run(5_000, 5);

        // 500 are under way, and 1,000 more have come when it goes on.
        Assert.Equal(0, upstream.Pause(200, 5_000).Refused + upstream.Run(5_000, 5).Refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_line_of_a_quarter_of_a_second_is_cut_unless_it_stands_before_other_services_as_well(bool othersSlowed)
    {
        var upstream = new SimulatedUpstream(slots: 10_000, Steady, othersSlowed: othersSlowed);
        upstream.Run(1_000, 5);

        upstream.Slots = 100;
        var storm = upstream.Run(5_000, 0.25);
        upstream.Slots = 10_000;

        var refused = storm.Refused + upstream.Run(5_000, 5).Refused;
        Assert.True(othersSlowed == (refused == 0), $"{refused} refused");
    }

    [Fact]
    public void A_line_that_stands_before_other_services_as_well_is_cut_where_it_lasts()
    {
        var upstream = new SimulatedUpstream(Slots, Steady, othersSlowed: true);
        upstream.Run(Capacity / 10, 10);
        upstream.Run(Capacity * 3, 3);

        var strained = upstream.Run(Capacity * 3, 60);

        Assert.True(strained.Goodput >= 0.9 * Capacity && strained.At(99) <= 2 * 52, $"{strained}");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(240)]
    public void A_machine_that_stands_still_now_and_then_refuses_nothing(double millisecondsMax)
    {
        var (upstream, random, refused) = (new SimulatedUpstream(slots: 10_000, _ => 100), new Random(1), 0L);
        upstream.Run(1_000, 5);
        for (var pause = 0; pause < 150; pause++)
        {
            // Three pauses close to each other, then calm.
            refused += upstream.Pause(millisecondsMax * random.NextDouble(), 1_000).Refused;
            refused += upstream.Run(1_000, pause % 3 == 2 ? 1 : 0.02 * random.NextDouble()).Refused;
        }

        Assert.Equal(0, refused);
    }

    [Theory]
    [InlineData(50, 250, 400)]
    [InlineData(0.5, 300, 1_000)]
    [InlineData(0.5, 500, 1_000)]
    [InlineData(1, 100, 5_000)]
    public void An_upstream_that_becomes_slower_by_itself_refuses_nothing_nor_does_it_when_load_doubles_then(double firstMs, double thenMs, double perSecond)
    {
        var isSlow = false;
        var upstream = new SimulatedUpstream(slots: 10_000, _ => isSlow ? thenMs : firstMs);
        upstream.Run(perSecond, 5);
        isSlow = true;

        Assert.Equal(0, upstream.Run(perSecond, 30).Refused);
        Assert.Equal(0, upstream.Run(Math.Min(perSecond * 2, 990_000 / thenMs), 10).Refused);
    }

    [Fact]
    public void An_upstream_with_slow_paths_beside_quick_ones_refuses_nothing_and_little_for_a_moment_when_all_become_slow()
    {
        var (isSlow, random) = (false, new Random(1));
        var upstream = new SimulatedUpstream(slots: 10_000, call => isSlow || call % 5 == 0 ? 100 + (400 * random.NextDouble()) : 1 + random.NextDouble());
        Assert.Equal(0, upstream.Run(1_000, 20).Refused);

        isSlow = true;
        Assert.InRange(upstream.Run(1_000, 6).Refused, 0, 1_500);

        Assert.Equal(0, upstream.Run(1_000, 20).Refused);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(1.5)]
    [InlineData(5)]
    public void A_load_above_the_capacity_by_little_or_by_much_keeps_goodput_and_latency(double factor)
    {
        var upstream = new SimulatedUpstream(Slots, Steady);
        upstream.Run(Capacity / 10, 10);
        upstream.Run(Capacity * factor, 2);

        var strained = upstream.Run(Capacity * factor, 60);

        Assert.True(strained.Goodput >= 0.9 * Capacity, $"{strained}");
        Assert.True(strained.At(99) <= 2 * 52, $"{strained}");
    }

    [Fact]
    public void An_upstream_that_became_slower_and_then_gets_too_much_is_bounded_by_what_it_does_now()
    {
        var isSlow = false;
        var upstream = new SimulatedUpstream(slots: 200, _ => isSlow ? 300 : 0.5);
        upstream.Run(500, 5);
        isSlow = true;
        upstream.Run(2_000, 10);

        var strained = upstream.Run(2_000, 30);

        Assert.True(strained.Goodput >= 0.9 * 667, $"{strained}");
        Assert.True(strained.At(50) <= 2 * 300, $"{strained}");
    }

    [Fact]
    public void A_line_of_a_few_milliseconds_refuses_nothing()
    {
        // 64 clients that ask again at once: each waits for the others, none for long.
        var upstream = new SimulatedUpstream(slots: 1, _ => 0.1);
        upstream.Run(1_000, 5);

        Assert.Equal(0, upstream.Run(9_900, 10).Refused);
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

    [Fact]
    public void What_a_trial_has_refuted_is_no_reason_for_another_unless_it_becomes_graver()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var limit = new AdaptiveLimit(new(), time);
        for (var call = 0; call < 50; call++)
        {
            Batch(1, _ => 100);
        }

        // Those that found more before them took longer, as in a line; but with half as many each takes as long.
        Assert.True(LowestIn(60, call => 100 + (5 * call)) < 50);
        while (limit.Limit < 50)
        {
            Batch(12, _ => 230);
        }

        Batch(12, _ => 230);
        Assert.True(LowestIn(47, call => 100 + (5 * call)) >= 47);
        Assert.True(LowestIn(60, call => 100 + (12 * call)) < 50);

        int LowestIn(int calls, Func<int, double> tookMs)
        {
            while (limit.Limit < calls)
            {
                Batch(10, _ => 100);
            }

            return Batch(calls, tookMs);
        }

        // Begun at once, the first to end first; the lowest limit meanwhile.
        int Batch(int calls, Func<int, double> tookMs)
        {
            var (lowest, began) = (int.MaxValue, time.GetUtcNow());
            var under = Enumerable.Range(0, calls).Select(_ => limit.TryEnter(isOptional: false, out var entry) ? entry : default).ToList();
            for (var call = 0; call < calls; call++)
            {
                time.SetUtcNow(began + TimeSpan.FromMilliseconds(tookMs(call)));
                if (under[call] != default)
                {
                    limit.Leave(under[call], CallOutcome.Answered);
                }

                lowest = Math.Min(lowest, limit.Limit);
            }

            return lowest;
        }
    }
}
