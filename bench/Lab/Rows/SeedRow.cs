using Bench.Lab.Results;
using Capacity;

namespace Bench.Lab.Rows;

/// <summary>A figure of the seed that the lab lays a measured value beside.</summary>
/// <param name="Id">Stable name, such as <c>chat.cpu-cores</c>; its first word is the service.</param>
/// <param name="Section">Section of the seed, such as <c>A.3</c>.</param>
/// <param name="Name">What it is, in the seed's words.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">Which way it should go.</param>
/// <param name="Estimate">The figure by the arithmetic of a profile; <c>null</c>: it does not exist there.</param>
/// <param name="InSummary">Whether it stands in one of the seed's three summary tables.</param>
/// <param name="WithinSpread">Whether it holds within 5 % or the spread of its runs, whichever is wider: a ratio that should be 1.</param>
internal sealed record SeedRow(
    string Id, string Section, string Name, string Unit, Better Better, Func<CapacityProfile, double?> Estimate, bool InSummary = false, bool WithinSpread = false)
{
    /// <summary><c>chat</c>, <c>imaging</c> or <c>gateway</c>.</summary>
    public string Service => Id[..Id.IndexOf('.', StringComparison.Ordinal)];
}
