namespace Capacity;

/// <summary>One unit cost as it was measured.</summary>
/// <param name="Input">The input that it replaces, long or short: <c>Chat.Costs.CpuMsPerMessage</c> or <c>Chat.CpuMsPerMessage</c>.</param>
/// <param name="Unit">Unit of the three values; must be the input's, such as <c>ms</c>.</param>
/// <param name="Median">Median of the runs: what the profile is estimated with.</param>
/// <param name="Low">Lower end of the spread of the runs, at most the median.</param>
/// <param name="High">Upper end of the spread of the runs, at least the median.</param>
/// <param name="Runs">Runs that were measured, at least 1.</param>
public sealed record MeasuredCost(string Input, string Unit, double Median, double Low, double High, int Runs)
{
    /// <summary>For people: <c>0.31 (0.29 to 0.35, 5 runs)</c>.</summary>
    public override string ToString() =>
        $"{Number.Text(Median)} ({Number.Text(Low)} to {Number.Text(High)}, {Number.Text(Runs)} {(Runs == 1 ? "run" : "runs")})";
}
