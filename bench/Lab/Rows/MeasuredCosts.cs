using System.Globalization;
using Bench.Lab.Results;
using Bench.Sizing;
using Capacity;

namespace Bench.Lab.Rows;

/// <summary>A profile with the unit costs that were measured.</summary>
internal static class MeasuredCosts
{
    /// <summary>
    /// <paramref name="profile"/> with the medians of <paramref name="costs"/>; where they do not make a profile (a mean above its own
    /// most), no profile and the lines that say so.
    /// </summary>
    public static (CapacityProfile? Profile, IReadOnlyList<string> Problems) Apply(CapacityProfile profile, IReadOnlyList<UnitCost> costs)
    {
        var problems = new List<string>();
        var edited = ProfileEditor.Apply(
            profile,
            [.. costs.Select(cost => new Assignment("measured ", cost.Input, cost.Measured.Median.ToString("R", CultureInfo.InvariantCulture)))],
            problems);
        return (problems.Count == 0 ? edited : null, problems);
    }
}
