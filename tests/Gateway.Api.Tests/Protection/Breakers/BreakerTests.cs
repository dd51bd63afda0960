using Gateway.Api.Composition.Plans;
using Gateway.Api.Protection.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Api.Tests.Protection.Breakers;

public sealed class BreakerTests
{
    private const int CallsMin = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider time = new();
    private readonly List<string> changes = [];
    private readonly Breaker breaker;

    public BreakerTests() => breaker = New(time);

    [Fact]
    public void A_service_that_only_fails_is_called_no_more_until_its_pause_is_over()
    {
        Call(CallVerdict.Failed, CallsMin - 1);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Call(CallVerdict.Failed, 1);

        Assert.Equal((BreakerState.Open, true, false), (breaker.State, breaker.IsRefusing, breaker.TryEnter(out _)));
        Assert.InRange(breaker.Left, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.1));
        time.Advance(Window - TimeSpan.FromMilliseconds(1));
        Assert.False(breaker.TryEnter(out _));
    }

    [Fact]
    public void One_good_probe_closes_it_and_only_one_is_asked_at_a_time()
    {
        Open();
        time.Advance(Window * 1.1);

        Assert.True(breaker.TryEnter(out var probe));
        Assert.Equal((BreakerState.HalfOpen, true, false), (breaker.State, breaker.IsRefusing, breaker.TryEnter(out _)));
        breaker.Leave(probe, CallVerdict.Good);

        Assert.Equal((BreakerState.Closed, false), (breaker.State, breaker.IsRefusing));
        Assert.True(breaker.TryEnter(out _));
        Assert.Equal(["Open 00:00:02", "HalfOpen 00:00:00", "Closed 00:00:00"], changes);
    }

    [Fact]
    public void Each_probe_that_fails_doubles_the_pause_up_to_its_bound()
    {
        Open();
        foreach (var pause in new[] { 4, 8, 10, 10 })
        {
            time.Advance(TimeSpan.FromSeconds(10.1));
            Assert.True(breaker.TryEnter(out var probe));
            breaker.Leave(probe, CallVerdict.Failed);
            Assert.Equal((BreakerState.Open, $"Open {TimeSpan.FromSeconds(pause)}"), (breaker.State, changes[^1]));
        }
    }

    [Fact]
    public void A_probe_that_says_nothing_leaves_it_open_and_the_next_one_decides()
    {
        Open();
        time.Advance(Window * 1.1);
        Assert.True(breaker.TryEnter(out var left));
        breaker.Leave(left, CallVerdict.None);
        Assert.Equal(BreakerState.Open, breaker.State);

        time.Advance(Window * 2.1);
        Assert.True(breaker.TryEnter(out var probe));
        breaker.Leave(probe, CallVerdict.Good);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void A_probe_that_never_ends_lets_nobody_else_through_and_its_late_answer_still_counts()
    {
        Open();
        time.Advance(Window * 1.1);
        Assert.True(breaker.TryEnter(out var probe));

        time.Advance(Window * 5);
        Assert.False(breaker.TryEnter(out _));
        breaker.Leave(probe, CallVerdict.Good);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void Half_of_the_calls_is_one_bad_node_of_two_and_opens_nothing()
    {
        for (var i = 0; i < 500; i++)
        {
            Call(CallVerdict.Good, 1);
            Call(CallVerdict.Failed, 1);
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void A_service_that_answers_others_is_busy_and_one_that_answers_nobody_is_down()
    {
        for (var i = 0; i < 100; i++)
        {
            breaker.TryEnter(out var slow);
            time.Advance(TimeSpan.FromMilliseconds(5));
            Call(CallVerdict.Good, 1);
            breaker.Leave(slow, CallVerdict.Busy);
            Call(CallVerdict.Busy, 20);
        }

        Assert.Equal(BreakerState.Closed, breaker.State);

        time.Advance(Window * 1.5);
        Call(CallVerdict.Busy, CallsMin);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void Calls_that_began_before_it_closed_say_nothing_of_the_service_that_came_back()
    {
        var old = new List<Breaker.Pass>();
        for (var i = 0; i < 2 * CallsMin; i++)
        {
            breaker.TryEnter(out var pass);
            old.Add(pass);
        }

        Open();
        time.Advance(Window * 1.1);
        breaker.TryEnter(out var probe);
        time.Advance(TimeSpan.FromMilliseconds(1));
        breaker.Leave(probe, CallVerdict.Good);

        old.ForEach(pass => breaker.Leave(pass, CallVerdict.Failed));
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void A_closed_breaker_allocates_nothing()
    {
        const int Calls = 10_000;
        var closed = New(TimeProvider.System);
        Call(closed, CallVerdict.Good, Calls);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Call(closed, CallVerdict.Good, Calls);

        // A window that turns is an object now and then.
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
    }

    [Fact]
    public void Many_callers_at_once_are_given_one_probe()
    {
        Open();
        time.Advance(Window * 1.1);
        var through = 0;

        Parallel.For(0, 1_000, _ =>
        {
            if (breaker.TryEnter(out var pass))
            {
                Assert.NotNull(pass.Probe);
                Interlocked.Increment(ref through);
            }
        });

        Assert.Equal(1, through);
    }

    [Theory]
    [InlineData("catalog", 5, 5, 30)]
    [InlineData("pricing", 3, 3, 30)]
    [InlineData("elsewhere", 2, 2, 30)]
    public void Window_and_pause_follow_from_the_longest_budget_that_calls_the_service(string service, int window, int first, int most)
    {
        using var gateway = GatewayModel.OfflineGateway.Of(
            """
            {"CompositionDefaults": {"Budget": "00:00:02"}, "Compositions": {
              "page": {"Path": "/page/{id}", "Access": "Anonymous", "Budget": "00:00:03", "Parts": { "product": { "Service": "catalog", "Path": "/{id}" }, "price": { "Service": "pricing", "Path": "/{id}" } } },
              "slow": {"Path": "/slow/{id}", "Access": "Anonymous", "Budget": "00:00:05", "Parts": { "product": { "Service": "catalog", "Path": "/{id}" } } } }}
            """, new HttpClientHandler());
        var plan = new Plan(gateway.Routes, 10, 0) { Budget = TimeSpan.FromSeconds(2) };

        var settings = BreakerSettings.For(service, plan, new());

        Assert.Equal((window, first, most), (settings.Window.TotalSeconds, settings.Pause(0).TotalSeconds, settings.Pause(20).TotalSeconds));
        Assert.Equal((0.8, 20), (settings.FailureRatio, settings.CallsMin));
    }

    [Fact]
    public void A_wrong_setting_is_a_line_with_key_value_and_what_is_allowed()
    {
        string Said(BreakerOptions options) => Assert.Single(new BreakerOptionsValidator().Validate(null, options).Failures!);

        Assert.Equal("Gateway:Breakers:FailuresPercent is 50; allowed: 51 to 100.", Said(new() { FailuresPercent = 50 }));
        Assert.Equal("Gateway:Breakers:CallsMin is 1; allowed: 2 to 10000.", Said(new() { CallsMin = 1 }));
        Assert.Equal("Gateway:Breakers:PauseMax is 00:00:00; allowed: 00:00:01 to 00:10:00.", Said(new() { PauseMax = TimeSpan.Zero }));
    }

    private Breaker New(TimeProvider clock) => new(
        "catalog", new(Window, TimeSpan.FromSeconds(10), 0.8, CallsMin), clock, (_, state, pause) => changes.Add($"{state} {pause}"));

    private void Open()
    {
        Call(CallVerdict.Failed, CallsMin);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    private void Call(CallVerdict verdict, int count) => Call(breaker, verdict, count);

    private static void Call(Breaker breaker, CallVerdict verdict, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (breaker.TryEnter(out var pass))
            {
                breaker.Leave(pass, verdict);
            }
        }
    }
}
