namespace Capacity.Tests;

public class MeasuredProfileTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 19, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_written_is_read_as_a_profile_with_the_medians_in_place()
    {
        var measured = Measured(new("Chat.CpuMsPerMessage", "ms", 0.31, 0.29, 0.35, 5), new("Gateway.Costs.CpuMsPerCall", "ms", 0.05, 0.04, 0.06, 3));

        var reading = ProfileReader.Read(measured.Write("local"), "--profile", MeasuredProfile.FileName, changes: []);

        Assert.Empty(reading.Problems);
        var local = LocalProfile.Profile;
        Assert.Equal(local with
        {
            Name = "measured",
            Chat = local.Chat with { Costs = local.Chat.Costs with { CpuMsPerMessage = 0.31 } },
            Gateway = local.Gateway with { Costs = local.Gateway.Costs with { CpuMsPerCall = 0.05 } },
        }, reading.Profile);
        Assert.Equivalent(measured, reading.Measured, strict: true);
    }

    [Fact]
    public void What_is_written_and_what_is_applied_are_the_same_profile()
    {
        var measured = Measured(new("Imaging.ProcessingSeconds", "s", 0.4, 0.3, 0.6, 5), new("Chat.BaseFileDescriptors", "descriptors", 210.5, 200, 220, 2));

        var applied = measured.Apply(SeedProfile.Profile).Profile!;

        Assert.Equal(applied with { Name = "measured" }, ProfileReader.Read(measured.Write("seed"), "--profile", "f.json", changes: []).Profile);
        Assert.Equal(211, applied.Chat.Costs.BaseFileDescriptors);
    }

    [Fact]
    public void A_measured_mean_takes_its_least_and_most_with_it_unless_they_were_measured_too()
    {
        var fast = Measured(new MeasuredCost("Imaging.ProcessingSeconds", "s", 0.4, 0.3, 0.6, 5)).Apply(SeedProfile.Profile).Profile!;
        var all = Measured(
            new("Imaging.ProcessingSeconds", "s", 0.4, 0.3, 0.6, 5),
            new("Imaging.ProcessingSecondsMin", "s", 0.1, 0.1, 0.2, 5),
            new("Imaging.ProcessingSecondsMax", "s", 2, 1, 3, 5)).Apply(SeedProfile.Profile).Profile!;

        Assert.Equal((0.3, 0.4, 10), Times(fast));
        Assert.Equal((0.1, 0.4, 2), Times(all));
    }

    [Fact]
    public void The_estimate_of_measured_costs_is_one_call_away() =>
        Assert.Equal(250 * 0.31 / 1_000, Measured(new MeasuredCost("Chat.CpuMsPerMessage", "ms", 0.31, 0.29, 0.35, 5))
            .Apply(SeedProfile.Profile).Profile!.Chat.Estimate().CpuCores, 12);

    [Theory]
    [InlineData("Chat.Nothing", "ms", 1, 1, 1, 1, "measured: Chat.Nothing is not an input; allowed: the names that bench size --inputs lists.")]
    [InlineData("Chat.CpuMsPerMessage", "s", 1, 1, 1, 1, "measured: the unit of Chat.CpuMsPerMessage is s; allowed: ms.")]
    [InlineData("Chat.CpuMsPerMessage", "ms", 3, 1, 2, 1, "measured: Chat.CpuMsPerMessage is 3; allowed: from its low (1) to its high (2).")]
    [InlineData("Chat.CpuMsPerMessage", "ms", 1, 1, 2, 0, "measured: the runs of Chat.CpuMsPerMessage are 0; allowed: 1 and more.")]
    [InlineData("Chat.CpuMsPerMessage", "ms", -1, -1, 2, 1, "measured: Chat.CpuMsPerMessage is -1; allowed: numbers from 0 to 60,000 (ms).")]
    public void A_measure_that_makes_no_sense_is_one_line(string input, string unit, double median, double low, double high, int runs, string expected)
    {
        var measured = Measured(new MeasuredCost(input, unit, median, low, high, runs));

        Assert.Equal([expected], measured.Apply(SeedProfile.Profile).Problems);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => measured.Write("seed")).Message);
    }

    [Fact]
    public void An_unknown_base_is_refused() =>
        Assert.StartsWith("basedOn is moon; allowed: seed, local.", Assert.Throws<ArgumentException>(() => Measured().Write("moon")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "measured": 5 }""")]
    [InlineData("""{ "measured": { "machine": "m", "commit": "c", "startedAt": "soon", "costs": [] } }""")]
    [InlineData("""{ "measured": { "machine": "m", "commit": "c", "startedAt": "2026-11-24T19:00:00Z", "costs": null } }""")]
    [InlineData("""{ "measured": { "machine": "m" } }""")]
    public void A_section_that_cannot_be_read_is_one_line(string json)
    {
        var reading = ProfileReader.Read(json, "--profile", "f.json", changes: []);

        Assert.Null(reading.Profile);
        var line = Assert.Single(reading.Problems);
        Assert.StartsWith("f.json: measured cannot be read (", line, StringComparison.Ordinal);
        Assert.EndsWith("allowed: {machine, commit, startedAt, costs: [{input, unit, median, low, high, runs}]}.", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    private static (double Min, double Mean, double Max) Times(CapacityProfile profile) =>
        (profile.Imaging.Costs.ProcessingSecondsMin, profile.Imaging.Costs.ProcessingSeconds, profile.Imaging.Costs.ProcessingSecondsMax);

    private static MeasuredProfile Measured(params MeasuredCost[] costs) => new("2 cores, 8 GB", "e2dbe1b", Start, costs);
}
