namespace Bench.Lab.Results;

/// <summary>A distribution of latencies in milliseconds, each from the moment at which the call was due.</summary>
/// <param name="Id">Stable name, such as <c>chat.send-to-receive</c>.</param>
/// <param name="Name">What was timed, with the load that it was timed under.</param>
/// <param name="Count">Calls that were timed.</param>
/// <param name="Failed">Calls that failed; they are not in the distribution.</param>
/// <param name="Mean">Milliseconds.</param>
/// <param name="Max">Milliseconds.</param>
/// <param name="Percentiles">Value at each percentile, in rising order.</param>
internal sealed record LatencyResult(
    string Id, string Name, long Count, long Failed, double Mean, double Max, IReadOnlyList<LatencyPoint> Percentiles)
{
    /// <summary>Milliseconds at <paramref name="percentile"/> (0 to 100), by the nearest point at or above it.</summary>
    public double At(double percentile) =>
        Percentiles.FirstOrDefault(point => point.Percentile >= percentile)?.Milliseconds ?? Max;
}

/// <param name="Percentile">0 to 100.</param>
/// <param name="Milliseconds">Value below which that share lies.</param>
internal sealed record LatencyPoint(double Percentile, double Milliseconds);
