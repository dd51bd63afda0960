using Bench.Lab.Results;
using Bench.Lab.Rows;
using Bench.Lab.Running;
using Capacity;

namespace Bench.Tests.Lab;

public sealed class RowTests
{
    /// <summary>The three summary tables of the seed, row by row; ranges by their bounds, "linear" as costs that stay.</summary>
    public static TheoryData<string, double> SummaryTables => new()
    {
        { "chat.messages-per-second", 250 },
        { "chat.database-operations-per-second", 375 },
        { "chat.database-connections", 50 },
        { "chat.cpu-cores-with-headroom", 1.2 },
        { "chat.memory", 510 },
        { "chat.delivery-latency", 50 },
        { "chat.scaling", 1 },
        { "imaging.concurrency", 8 },
        { "imaging.images-per-second", 8 / 6.0 },
        { "imaging.latency", 6 },
        { "imaging.memory", 16_000 },
        { "imaging.cpu-cores", 16 },
        { "imaging.scaling", 1 },
        { "gateway.requests-per-second", 1_000 },
        { "gateway.requests-per-second-peak", 5_000 },
        { "gateway.calls-per-second", 5_000 },
        { "gateway.calls-per-second-peak", 25_000 },
        { "gateway.cpu-cores", 0.6 },
        { "gateway.cpu-cores-peak", 3 },
        { "gateway.memory", 1_050 },
        { "gateway.latency-min", 100.6 },
        { "gateway.latency-max", 500.6 },
        { "gateway.scaling", 1 },
    };

    [Theory]
    [MemberData(nameof(SummaryTables))]
    public void Every_row_of_the_summary_tables_has_the_value_of_the_seed(string id, double value)
    {
        var row = SeedRows.All.Single(row => row.Id == id);

        Assert.True(row.InSummary);
        Assert.Equal(value, row.Estimate(SeedProfile.Profile)!.Value, 9);
    }

    [Fact]
    public void The_summary_has_no_other_rows_and_ids_are_unique()
    {
        Assert.Equal(SummaryTables.Select(row => row.Data.Item1).Order(), SeedRows.All.Where(row => row.InSummary).Select(row => row.Id).Order());
        Assert.Distinct(SeedRows.All.Select(row => row.Id));
    }

    [Fact]
    public void A_row_stands_beside_the_load_that_was_run_and_the_costs_that_were_measured()
    {
        var recorder = new ScenarioRecorder("chat", new Silent());
        recorder.Conditions(profile => profile with { Chat = profile.Chat with { Workload = profile.Chat.Workload with { Clients = 1_000 } } });
        recorder.Row("chat.cpu-cores", Measurement.Of([0.02, 0.04, 0.03]));
        recorder.Cost("Chat.CpuMsPerMessage", "ms", Measurement.Of(1.2));

        var row = recorder.Result().Rows.Single(row => row.Id == "chat.cpu-cores");

        Assert.Equal((1, 0.1), (row.Seed, row.Here));
        Assert.Equal(0.03, row.ByMeasuredCosts!.Value, 9);
        Assert.Equal(0.3, row.Ratio!.Value, 9);
        Assert.Equal(Verdict.Holds, row.Verdict);
    }

    [Fact]
    public void What_was_not_measured_says_so()
    {
        var recorder = new ScenarioRecorder("chat", new Silent());
        recorder.NotMeasured("chat.memory", "no /proc here");
        var early = recorder.Result().Rows;
        recorder.Complete();
        var late = recorder.Result().Rows;

        Assert.All(early, row => Assert.Equal(Verdict.NotMeasured, row.Verdict));
        Assert.Equal("no /proc here", late.Single(row => row.Id == "chat.memory").Note);
        Assert.Equal("not reached", early.Single(row => row.Id == "chat.cpu-cores").Note);
        Assert.Equal("not measured by this load", late.Single(row => row.Id == "chat.cpu-cores").Note);
        Assert.Throws<ArgumentException>(() => recorder.Row("gateway.memory", Measurement.Of(1)));
    }

    [Theory]
    [InlineData(Better.Lower, 1.01, Verdict.Holds)]
    [InlineData(Better.Lower, 1.02, Verdict.Misses)]
    [InlineData(Better.Higher, 0.99, Verdict.Holds)]
    [InlineData(Better.Higher, 0.98, Verdict.Misses)]
    [InlineData(Better.Neither, 1.5, Verdict.Misses)]
    internal void The_verdict_goes_the_way_that_the_figure_should(Better better, double measured, Verdict verdict) => Assert.Equal(
        verdict, new FigureRow("a.b", "A.1", "", "", better, false, 1, 1, null, Measurement.Of(measured), null).Verdict);

    [Theory]
    [InlineData(new[] { 1.04, 1.05, 1.2 }, Verdict.Holds)]
    [InlineData(new[] { 0.99, 1.2, 1.3 }, Verdict.Holds)]
    [InlineData(new[] { 1.06, 1.2, 1.3 }, Verdict.Misses)]
    internal void A_ratio_that_should_be_1_holds_within_5_per_cent_or_its_spread(double[] runs, Verdict verdict)
    {
        var recorder = new ScenarioRecorder("chat", new Silent());
        recorder.Row("chat.scaling", Measurement.Of(runs));

        Assert.Equal(verdict, recorder.Result().Rows.Single(row => row.Id == "chat.scaling").Verdict);
    }

    private sealed class Silent : ILabProgress
    {
        public void Step(string scenario, string what)
        {
        }
    }
}
