using Bench.Chat;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Tests.Chat;

public sealed class PlacedFiguresTests
{
    private readonly ScenarioRecorder recorder = new("chat", new Silent());

    [Theory]
    [InlineData(1.02, 1.08, Verdict.Holds)]
    [InlineData(1.20, 1.30, Verdict.Misses)]
    internal void Scaling_is_judged_by_what_a_message_costs_on_four_nodes_over_one_run_by_run(double first, double second, Verdict verdict)
    {
        var row = RowOf(PlacedFigures.Row, (2.0, 2 * first), (1.0, second));

        Assert.Equal([first, second], row.Measured!.Runs);
        Assert.Equal(verdict, row.Verdict);
    }

    [Theory]
    [InlineData(1.50, 1.60, Verdict.Holds)] // Four times the load costs half as much again, and so it does on systems that share nothing.
    [InlineData(1.70, 1.90, Verdict.Misses)]
    internal void What_being_one_system_costs_is_judged_beside_as_many_that_share_nothing(double first, double second, Verdict verdict)
    {
        var row = RowOf(PlacedFigures.ApartRow, (1.0, first), (1.0, second));

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

    /// <summary>By runs: what a message costs on one node and on four; on four that share nothing it costs 1.5.</summary>
    private FigureRow RowOf(string id, params (double One, double Four)[] runs)
    {
        var figures = new PlacedFigures([1, 4]);
        foreach (var (one, four) in runs)
        {
            figures.Keep(1, one, 1.0);
            figures.Keep(4, four, 1.5);
        }

        figures.Rows(recorder);
        return recorder.Result().Rows.Single(row => row.Id == id);
    }

    private sealed class Silent : ILabProgress
    {
        public void Step(string scenario, string what)
        {
        }
    }
}
