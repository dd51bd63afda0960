using CsCheck;

namespace Capacity.Tests.Waiting;

public class BurstTests
{
    private static readonly Gen<Burst> Bursts =
        from rate in Gen.Double[0, 1_000]
        from factor in Gen.Double[1, 20]
        from seconds in Gen.Double[0, 600]
        from capacity in Gen.Double[0.1, 5_000]
        select new Burst(rate, rate * factor, seconds, capacity);

    [Fact]
    public void What_exceeds_the_capacity_piles_up_and_drains_afterwards()
    {
        var spike = new Burst(RatePerSecond: 1_000, BurstRatePerSecond: 5_000, BurstSeconds: 60, CapacityPerSecond: 4_000);

        Assert.Equal((60_000, 15, 20), (spike.Backlog, spike.WaitSecondsMax, spike.DrainSeconds));
    }

    [Fact]
    public void A_capacity_for_the_burst_leaves_nothing_waiting()
    {
        var spike = new Burst(1_000, 5_000, 60, 5_000);

        Assert.Equal((0, 0, 0), (spike.Backlog, spike.WaitSecondsMax, spike.DrainSeconds));
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(6_000)]
    public void A_backlog_never_drains_where_the_usual_load_alone_is_too_much(double rate) =>
        Assert.Equal(double.PositiveInfinity, new Burst(rate, 8_000, 1, 4_000).DrainSeconds);

    [Fact]
    public void Without_capacity_the_wait_is_without_end()
    {
        var burst = new Burst(0, 10, 1, 0);

        Assert.Equal((10, double.PositiveInfinity, double.PositiveInfinity), (burst.Backlog, burst.WaitSecondsMax, burst.DrainSeconds));
    }

    [Fact]
    public void A_longer_burst_or_less_capacity_never_waits_less() =>
        Gen.Select(Bursts, Gen.Double[1, 3]).Sample((burst, growth) =>
        {
            var (longer, smaller) = (burst with { BurstSeconds = burst.BurstSeconds * growth }, burst with { CapacityPerSecond = burst.CapacityPerSecond / growth });
            return longer.Backlog >= burst.Backlog && longer.DrainSeconds >= burst.DrainSeconds
                && smaller.WaitSecondsMax >= burst.WaitSecondsMax && smaller.DrainSeconds >= burst.DrainSeconds;
        });

    [Fact]
    public void What_drains_is_what_piled_up() =>
        Bursts.Where(burst => burst.Backlog > 0 && burst.RatePerSecond < burst.CapacityPerSecond * 0.99).Sample(burst =>
            Math.Abs((burst.DrainSeconds * (burst.CapacityPerSecond - burst.RatePerSecond) / burst.Backlog) - 1) < 1e-9);
}
