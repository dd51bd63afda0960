using Bench.Lab.Results;
using Capacity;

namespace Bench.Lab.Rows;

/// <summary>What a run measured, as the unit costs of a profile.</summary>
internal static class MeasuredCosts
{
    /// <summary><paramref name="profile"/> with the medians of <paramref name="costs"/>, or the lines that say why they do not make a profile.</summary>
    public static ProfileReading Apply(CapacityProfile profile, IReadOnlyList<UnitCost> costs) =>
        new MeasuredProfile("", "", default, Of(costs)).Apply(profile);

    /// <summary>The unit costs of a whole run with where and when they were measured.</summary>
    public static MeasuredProfile Of(LabResult result) => new(
        $"{result.Machine.Name}: {result.Machine.Processor}, {Number.Text(result.Machine.Cores)} cores, {Number.Text(Math.Round(result.Machine.MemoryMegabytes))} MB",
        result.Commit, result.StartedAt, Of([.. result.Scenarios.SelectMany(scenario => scenario.UnitCosts)]));

    private static IReadOnlyList<MeasuredCost> Of(IReadOnlyList<UnitCost> costs) =>
        [.. costs.Select(cost => new MeasuredCost(
            cost.Input, cost.Unit, cost.Measured.Median, cost.Measured.Low, cost.Measured.High, cost.Measured.Runs.Count))];
}
