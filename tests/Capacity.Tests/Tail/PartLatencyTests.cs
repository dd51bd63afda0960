using CsCheck;

namespace Capacity.Tests.Tail;

public class PartLatencyTests
{
    /// <summary>Binary dust, and the error of the approximation.</summary>
    private const double Dust = 1e-6;

    private static readonly PartLatency Call = new(P50: 300, P99: 500);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.95, 1.6448536)]
    [InlineData(0.99, 2.3263479)]
    [InlineData(0.999, 3.0902323)]
    [InlineData(0.01, -2.3263479)]
    [InlineData(1e-9, -5.9978070)]
    public void Quantiles_of_the_normal_distribution_are_those_of_the_tables(double share, double deviations) =>
        Assert.Equal(deviations, NormalDistribution.Quantile(share), 6);

    [Fact]
    public void It_goes_through_the_two_percentiles_it_was_made_from()
    {
        Assert.Equal(300, Call.Quantile(0.50), 6);
        Assert.Equal(500, Call.Quantile(0.99), 6);
        Assert.Equal(500, Call.SlowestOf(1, 0.99), 6);
    }

    [Fact]
    public void The_slowest_of_five_is_what_a_simulation_of_five_shows()
    {
        var random = new Random(4_711);
        var slowest = Enumerable.Range(0, 100_000).Select(_ => Enumerable.Range(0, 5).Max(_ => Call.Quantile(random.NextDouble()))).Order().ToArray();

        Assert.Equal(1, slowest[50_000] / Call.SlowestOf(5, 0.50), 0.01);
        Assert.Equal(1, slowest[99_000] / Call.SlowestOf(5, 0.99), 0.01);
        Assert.Equal(1, slowest.Average() / Call.SlowestOfMean(5), 0.01);
        Assert.Equal(PartLatency.SlowShare(5), slowest.Count(time => time > 500) / 100_000.0, 0.003);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.01)]
    [InlineData(5, 0.0490)]
    [InlineData(100, 0.6340)]
    public void More_parts_meet_a_slow_one_more_often(double parts, double share) => Assert.Equal(share, PartLatency.SlowShare(parts), 4);

    [Fact]
    public void Parts_without_spread_or_without_time_are_no_trouble()
    {
        Assert.Equal(300, new PartLatency(300, 300).SlowestOf(10, 0.99));
        Assert.Equal(500, new PartLatency(0, 500).SlowestOf(10, 0.5));
        Assert.Equal((0, 0), (Call.SlowestOf(0, 0.99), Call.SlowestOfMean(0)));
    }

    [Fact]
    public void Percentiles_are_in_order_and_more_parts_are_never_faster() =>
        Gen.Select(Gen.Double[0, 1_000], Gen.Double[0, 1_000], Gen.Double[0, 100], Gen.Double[0, 10]).Sample((p50, more, parts, added) =>
        {
            var part = new PartLatency(p50, p50 + more);
            return part.SlowestOf(parts, 0.50) <= part.SlowestOf(parts, 0.95) + Dust
                && part.SlowestOf(parts, 0.95) <= part.SlowestOf(parts, 0.99) + Dust
                && part.SlowestOf(parts + added, 0.99) >= part.SlowestOf(parts, 0.99) - Dust
                && PartLatency.SlowShare(parts + added) >= PartLatency.SlowShare(parts) - Dust;
        });
}
