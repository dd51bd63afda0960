using Bench.Chat;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Tests.Chat;

public sealed class PlacedFiguresTests
{
    private readonly ScenarioRecorder recorder = new("chat", new Silent());

    [Theory]
    [InlineData(1.50, 1.60, Verdict.Holds)] // Four times the load costs half as much again, and so it does on systems that share nothing.
    [InlineData(1.70, 1.90, Verdict.Misses)]
    internal void Scaling_is_judged_by_what_one_system_takes_over_as_many_that_share_nothing(double first, double second, Verdict verdict)
    {
        var figures = new PlacedFigures([1, 4]);
        figures.Keep(1, 1.0, 1.0);
        figures.Keep(4, first, 1.5);
        figures.Keep(4, second, 1.5);
        figures.Rows(recorder);

        var row = recorder.Result().Rows.Single(row => row.Id == PlacedFigures.Row);

        Assert.Equal([first / 1.5, second / 1.5], row.Measured!.Runs);
        Assert.Equal(verdict, row.Verdict);
    }

    [Fact]
    public void Both_costs_and_their_ratio_are_curves()
    {
        var figures = new PlacedFigures([1, 2]);
        figures.Keep(1, 1.1, 1.0);
        figures.Keep(2, 1.8, 1.2);
        figures.Rows(recorder);
        figures.Curves(recorder, 100, 62.5);

        var curves = recorder.Result().Curves.ToDictionary(curve => curve.Id, curve => curve.Points.Select(point => Math.Round(point.Y.Median, 9)).ToArray());

        Assert.Equal([1.1, 1.8], curves["chat.nodes-cpu-placed"]);
        Assert.Equal([1.0, 1.2], curves["chat.nodes-cpu-apart"]);
        Assert.Equal([1.1, 1.5], curves["chat.nodes-cpu-over-apart"]);
        Assert.Equal(Verdict.NotMeasured, recorder.Result().Rows.Single(row => row.Id == PlacedFigures.Row).Verdict);
    }

    private sealed class Silent : ILabProgress
    {
        public void Step(string scenario, string what)
        {
        }
    }
}
