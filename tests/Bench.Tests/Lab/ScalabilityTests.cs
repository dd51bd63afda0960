using Bench.Lab.Analysis;
using Bench.Lab.Results;

namespace Bench.Tests.Lab;

public sealed class ScalabilityTests
{
    [Theory]
    [InlineData(1_000, 0.05, 0.001)]
    [InlineData(250, 0.3, 0)]
    [InlineData(40, 0, 0.02)]
    [InlineData(7, 0, 0)]
    public void The_fit_finds_the_law_that_made_the_points(double lambda, double sigma, double kappa)
    {
        var law = new ScalabilityFit(lambda, sigma, kappa, 1);

        var fit = Scalability.Fit([.. new[] { 1, 2, 4, 8, 16 }.Select(n => new CurvePoint(n, Measurement.Of(law.At(n))))])!;

        Assert.Equal((lambda, sigma, kappa, 1), (Math.Round(fit.Lambda, 6), Math.Round(fit.Sigma, 6), Math.Round(fit.Kappa, 6), Math.Round(fit.RSquared, 6)));
    }

    [Fact]
    public void Points_above_linear_have_neither_contention_nor_coherence()
    {
        var fit = Scalability.Fit([new(1, Measurement.Of(100)), new(2, Measurement.Of(210)), new(4, Measurement.Of(440))])!;

        Assert.Equal((0, 0), (fit.Sigma, fit.Kappa));
        Assert.Null(fit.PeakAt);
    }

    [Fact]
    public void The_peak_is_where_the_law_is_highest()
    {
        var law = new ScalabilityFit(100, 0.1, 0.01, 1);
        var best = Enumerable.Range(1, 100).MaxBy(n => law.At(n));

        Assert.Equal(best, law.PeakAt!.Value, 0.51);
    }

    [Fact]
    public void Points_that_the_law_does_not_describe_have_no_fit() =>
        Assert.Null(Scalability.Fit([new(1, Measurement.Of(2_132)), new(2, Measurement.Of(2_113)), new(4, Measurement.Of(557))]));

    [Fact]
    public void Two_points_make_no_law() => Assert.Null(Scalability.Fit([new(1, Measurement.Of(1)), new(2, Measurement.Of(2)), new(2, Measurement.Of(2))]));
}
