using System.Diagnostics.Metrics;
using Gateway.Api.Protection;
using Gateway.Api.Protection.Overload;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Tests.Protection.Overload;

/// <summary>The gateway's own limit follows the wait for its threads.</summary>
public sealed class GatewayLimitTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayLimit limit;

    public GatewayLimitTests() => limit = Limit(10, 100);

    public void Dispose()
    {
        limit.Dispose();
        services.Dispose();
    }

    [Fact]
    public void Work_that_waits_lowers_it_to_its_floor_and_rest_raises_it_again()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.True(limit.TryEnter());
        }

        Wait(11, measurements: 5);
        Assert.Equal(40, limit.Limit);
        Assert.True(limit.IsUnderPressure);
        Assert.False(limit.TryEnter());
        limit.Adjust(waitedMs: 500);
        // Its effect is not to be seen before those who were there have left.
        Assert.Equal(40, limit.Limit);
        for (var i = 0; i < 50; i++)
        {
            limit.Leave();
        }

        for (var i = 0; i < 40; i++)
        {
            Assert.True(limit.TryEnter());
        }

        limit.Adjust(waitedMs: 500);
        Assert.Equal(20, limit.Limit);

        for (var i = 0; i < 40; i++)
        {
            limit.Leave();
            limit.Adjust(waitedMs: 1);
        }

        Assert.Equal((100, false), (limit.Limit, limit.IsUnderPressure));
    }

    [Fact]
    public void A_wait_that_is_soon_worked_off_lowers_nothing()
    {
        Assert.True(limit.TryEnter());

        for (var i = 0; i < 10; i++)
        {
            Wait(40, measurements: 4);
            Assert.Equal(100, limit.Limit);
            limit.Adjust(waitedMs: 1);
        }
    }

    [Fact]
    public void What_comes_at_once_after_the_gateway_stood_still_is_let_in()
    {
        using var full = Limit(64, 2_000);
        var gateway = new BusyGateway(full, perSecond: 8_000, serviceMs: 100);
        gateway.Run(5_000, 2);

        gateway.StandStill(ms: 90, arriving: 450);

        Assert.Equal(0, gateway.Run(5_000, 2).Refused);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(3)]
    public void A_load_above_what_the_gateway_does_keeps_nine_tenths_of_it_though_services_take_their_time(double factor)
    {
        using var full = Limit(64, 2_000);
        var gateway = new BusyGateway(full, perSecond: 4_000, serviceMs: 100);
        gateway.Run(4_000 * factor, 5);

        var done = gateway.Run(4_000 * factor, 20);

        Assert.True(done.PerSecond >= 0.9 * 4_000 && done.WaitMs < 60, $"{done}");
        gateway.Run(2_000, 1);
        Assert.Equal(0, gateway.Run(2_000, 5).Refused);
    }

    [Fact]
    public void It_never_falls_below_its_floor()
    {
        for (var i = 0; i < 20; i++)
        {
            limit.Adjust(waitedMs: 1_000);
        }

        Assert.Equal(10, limit.Limit);
    }

    private void Wait(double waitedMs, int measurements)
    {
        for (var i = 0; i < measurements; i++)
        {
            limit.Adjust(waitedMs);
        }
    }

    private GatewayLimit Limit(int min, int max) => new(
        Options.Create(new OverloadOptions { GatewayConcurrencyMin = min }), Options.Create(new ProtectionOptions { ConcurrentCompositionsMax = max }),
        services.GetRequiredService<IMeterFactory>(), TimeProvider.System);

    /// <summary>A gateway in simulated time that works off so many requests a second, each of which then waits for its services.</summary>
    private sealed class BusyGateway(GatewayLimit limit, double perSecond, int serviceMs)
    {
        private const int MeasuredEveryMs = 25;
        private const int Kept = 4;

        private readonly Queue<double> away = new();
        private readonly Queue<double> waits = new();
        private double nowMs;
        private double waiting;

        public Outcome Run(double offered, double seconds)
        {
            var (due, worked, refused, done, longest) = (0.0, 0.0, 0, 0, 0.0);
            for (var end = nowMs + (seconds * 1_000); nowMs < end; nowMs++)
            {
                for (due += offered / 1_000; due >= 1; due--)
                {
                    _ = limit.TryEnter() ? waiting++ : refused++;
                }

                for (worked = Math.Min(worked, 1) + (perSecond / 1_000); worked >= 1 && waiting >= 1; worked--, waiting--)
                {
                    away.Enqueue(nowMs + serviceMs);
                }

                for (; away.TryPeek(out var back) && back <= nowMs; done++)
                {
                    away.Dequeue();
                    limit.Leave();
                }

                longest = Math.Max(longest, waiting / perSecond * 1_000);
                Measure();
            }

            return new(done / seconds, longest, refused);
        }

        /// <summary>Nothing is done, and nothing measured; all that comes meanwhile is there afterwards.</summary>
        public void StandStill(int ms, int arriving)
        {
            nowMs += ms;
            for (var i = 0; i < arriving && limit.TryEnter(); i++)
            {
                waiting++;
            }
        }

        private void Measure()
        {
            if (nowMs % MeasuredEveryMs == 0)
            {
                waits.Enqueue(waiting / perSecond * 1_000);
                _ = waits.Count > Kept ? waits.Dequeue() : 0;
                limit.Adjust(waits.Min());
            }
        }

        internal sealed record Outcome(double PerSecond, double WaitMs, int Refused);
    }
}
