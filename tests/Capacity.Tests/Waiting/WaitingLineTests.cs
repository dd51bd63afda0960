using CsCheck;

namespace Capacity.Tests.Waiting;

public class WaitingLineTests
{
    private static readonly Gen<(double Arrivals, double Seconds)> Loads =
        Gen.Select(Gen.Double[0.01, 10_000], Gen.Double[0.0001, 0.2]);

    [Fact]
    public void One_server_waits_as_the_textbook_says()
    {
        // M/M/1: a share ρ waits, on average ρ / (μ - λ).
        var line = new WaitingLine(ArrivalsPerSecond: 8, ServiceSeconds: 0.1, Servers: 1);

        Assert.Equal(0.8, line.WaitProbability, 12);
        Assert.Equal(0.8 / (10 - 8), line.WaitSecondsMean, 12);
        Assert.Equal(Math.Log(0.8 / 0.01) / (10 - 8), line.WaitSeconds(0.99), 12);
    }

    [Fact]
    public void Two_servers_at_half_load_make_a_third_wait() =>
        Assert.Equal(1 / 3.0, new WaitingLine(ArrivalsPerSecond: 1, ServiceSeconds: 1, Servers: 2).WaitProbability, 12);

    [Fact]
    public void Ten_thousand_servers_are_computed_as_by_the_recursion()
    {
        // 1/B(k) = 1 + k/a × 1/B(k-1), the textbook's way.
        const double load = 9_900;
        var inverse = 1.0;
        for (var servers = 1; servers <= 10_000; servers++)
        {
            inverse = 1 + (servers / load * inverse);
        }

        var expected = 1 / (inverse - (0.99 * (inverse - 1)));
        Assert.Equal(expected, new WaitingLine(load, 1, 10_000).WaitProbability, 12);
    }

    [Fact]
    public void A_hundred_million_servers_are_no_trouble()
    {
        var line = new WaitingLine(1e8, 1, 100_010_000);

        Assert.InRange(line.WaitProbability, 0.1, 0.4);
        Assert.InRange(WaitingLine.ServersFor(1e8, 1, 0.99, 0), 100_000_001, 100_100_000);
    }

    [Theory]
    [InlineData(10, 0.1, 1)]
    [InlineData(500, 0.1, 50)]
    [InlineData(9, 0.1, 0)]
    [InlineData(1e6, 10, 3)]
    public void Overload_waits_without_end_and_never_as_something_that_is_no_number(double arrivals, double seconds, int servers)
    {
        var line = new WaitingLine(arrivals, seconds, servers);

        Assert.True(line.IsOverloaded);
        Assert.True(line.Utilisation >= 1);
        Assert.Equal((1, double.PositiveInfinity), (line.WaitProbability, line.WaitSecondsMean));
        Assert.All([0.5, 0.95, 0.99], share => Assert.Equal(double.PositiveInfinity, line.WaitSeconds(share)));
    }

    [Theory]
    [InlineData(0, 0.1, 0)]
    [InlineData(10, 0, 0)]
    [InlineData(0, 0, 4)]
    public void Who_brings_no_load_never_waits(double arrivals, double seconds, int servers)
    {
        var line = new WaitingLine(arrivals, seconds, servers);

        Assert.Equal((false, 0, 0, 0, 0), (line.IsOverloaded, line.Utilisation, line.WaitProbability, line.WaitSecondsMean, line.WaitSeconds(0.99)));
        Assert.Equal(1, WaitingLine.ServersFor(arrivals, seconds, 0.99, 0));
    }

    [Fact]
    public void A_load_that_no_count_of_servers_carries_ends_at_the_largest_count() =>
        Assert.Equal(int.MaxValue, WaitingLine.ServersFor(1e12, 1, 0.99, 1));

    [Fact]
    public void The_share_that_waits_is_a_share() =>
        Gen.Select(Loads, Gen.Int[0, 3_000]).Sample((load, servers) =>
            new WaitingLine(load.Arrivals, load.Seconds, servers).WaitProbability is >= 0 and <= 1);

    [Fact]
    public void Percentiles_are_in_order_and_no_wait_is_negative() =>
        Gen.Select(Loads, Gen.Int[1, 3_000]).Sample((load, servers) =>
        {
            var line = new WaitingLine(load.Arrivals, load.Seconds, servers);
            double[] waits = [0, line.WaitSeconds(0.50), line.WaitSeconds(0.95), line.WaitSeconds(0.99)];
            return waits.SequenceEqual(waits.Order()) && line.WaitSecondsMean >= 0;
        });

    [Fact]
    public void The_fewest_servers_keep_the_wait_and_one_fewer_does_not() =>
        Gen.Select(Loads, Gen.Double[0, 1], Gen.Double[0.5, 0.999]).Sample((load, wait, share) =>
        {
            var servers = WaitingLine.ServersFor(load.Arrivals, load.Seconds, share, wait);
            double With(int count) => new WaitingLine(load.Arrivals, load.Seconds, count).WaitSeconds(share);
            return With(servers) <= wait && With(servers - 1) > wait;
        });

    [Fact]
    public void Servers_are_never_below_littles_law() =>
        Gen.Select(Loads, Gen.Double[0, 100]).Sample((load, wait) =>
            WaitingLine.ServersFor(load.Arrivals, load.Seconds, 0.99, wait) >= load.Arrivals * load.Seconds);

    [Fact]
    public void More_arrivals_wait_longer_and_more_servers_shorter() =>
        Gen.Select(Loads, Gen.Int[1, 3_000], Gen.Double[1, 2]).Sample((load, servers, growth) =>
        {
            var line = new WaitingLine(load.Arrivals, load.Seconds, servers);
            var (busier, larger) = (line with { ArrivalsPerSecond = load.Arrivals * growth }, line with { Servers = servers + 1 });
            return busier.WaitSecondsMean >= line.WaitSecondsMean && larger.WaitSecondsMean <= line.WaitSecondsMean
                && busier.WaitSeconds(0.99) >= line.WaitSeconds(0.99) && larger.WaitSeconds(0.99) <= line.WaitSeconds(0.99);
        });

    [Fact]
    public void A_share_of_a_core_is_a_slower_one()
    {
        Assert.Equal(new WaitingLine(100, 0.004, 1), CoreLine.On(0.5, 100, 2));
        Assert.Equal(new WaitingLine(100, 0.002, 4), CoreLine.On(4, 100, 2));
        Assert.Equal(0.3 / 1.5, CoreLine.On(1.5, 100, 3).Utilisation, 12);
    }
}
