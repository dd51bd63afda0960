using Bench.Lab.Analysis;
using Bench.Lab.Results;

namespace Bench.Tests.Lab;

public sealed class ComparisonTests
{
    private const string Cpu = "chat.cpu-per-message";

    [Fact]
    public void The_same_result_twice_has_not_moved()
    {
        var comparison = Comparison.Of(Results.Of([1.0, 1.1, 1.2]), Results.Of([1.0, 1.1, 1.2]), tolerance: 0.05);

        Assert.All(comparison.Moves, move => Assert.Equal(Judgement.Same, move.Judgement));
        Assert.False(comparison.IsWorse);
    }

    [Theory]
    [InlineData(new[] { 1.3, 1.31, 1.32 }, Judgement.Worse)]
    [InlineData(new[] { 0.7, 0.71, 0.72 }, Judgement.Better)]
    [InlineData(new[] { 1.03, 1.04, 1.05 }, Judgement.Same)]
    [InlineData(new[] { 0.9, 1.2, 1.5 }, Judgement.Same)]
    [InlineData(new[] { 3.0 }, Judgement.OneRun)]
    internal void Only_what_is_beyond_the_spread_and_the_tolerance_has_moved(double[] after, Judgement judgement) =>
        Assert.Equal(judgement, Of(Comparison.Of(Results.Of([1.0, 1.01, 1.02]), Results.Of(after), 0.05), Cpu).Judgement);

    [Fact]
    public void A_slower_machine_excuses_times_and_rates_but_no_memory()
    {
        var before = Results.Of([1.0, 1.01, 1.02], [400, 401, 402], yardstickMs: 0.05);
        var after = Results.Of([1.6, 1.61, 1.62], [640, 641, 642], yardstickMs: 0.1);

        var comparison = Comparison.Of(before, after, 0.05);

        Assert.Equal(2, comparison.Drift);
        Assert.Equal(Judgement.Same, Of(comparison, Cpu).Judgement);
        Assert.Equal(Judgement.Worse, Of(comparison, "chat.memory").Judgement);
    }

    [Fact]
    public void The_interval_holds_the_ratio_and_narrows_with_the_spread()
    {
        var wide = Bootstrap.RatioInterval(Measurement.Of([80, 100, 120]), Measurement.Of([80, 100, 120]), 1);
        var narrow = Bootstrap.RatioInterval(Measurement.Of([99, 100, 101]), Measurement.Of([99, 100, 101]), 1);

        Assert.True(wide.Low < 1 && 1 < wide.High && narrow.Low < 1 && 1 < narrow.High);
        Assert.True(narrow.High - narrow.Low < wide.High - wide.Low);
    }

    [Fact]
    public void The_command_ends_with_1_if_anything_is_worse()
    {
        var folder = Directory.CreateTempSubdirectory("compare-").FullName;
        try
        {
            var (before, after) = (Path.Combine(folder, "a.json"), Path.Combine(folder, "b.json"));
            File.WriteAllText(before, ResultFile.Text(Results.Of([1.0, 1.01, 1.02])));
            File.WriteAllText(after, ResultFile.Text(Results.Of([1.3, 1.31, 1.32])));

            var worse = CommandLine.Run("compare", before, after);
            Assert.Equal(1, worse.ExitCode);
            Assert.Contains(Cpu, worse.Output, StringComparison.Ordinal);
            Assert.Equal(0, CommandLine.Run("compare", before, before).ExitCode);

            var missing = CommandLine.Run("compare", before, Path.Combine(folder, "none.json"));
            Assert.Equal(1, missing.ExitCode);
            Assert.EndsWith("allowed: a file that a load wrote.", Assert.Single(missing.Errors), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Move Of(Comparison comparison, string id) => comparison.Moves.Single(move => move.Metric.Id == id);
}
