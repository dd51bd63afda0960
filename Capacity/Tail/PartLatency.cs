namespace Capacity;

/// <summary>
/// How long one of several parallel parts takes: lognormal, as answers of services are, through its median and its 99th percentile.
/// </summary>
/// <param name="P50">Median. Any unit of time; every answer is in the same.</param>
/// <param name="P99">99th percentile, at least the median.</param>
/// <remarks>Source of the effect: J. Dean and L. A. Barroso, "The Tail at Scale", 2013.</remarks>
/// <example>
/// The seed's calls (C.3), with the middle of its range as median and its end as 99th percentile:
/// <code>
/// var call = new PartLatency(P50: 300, P99: 500);
/// call.SlowestOf(5, 0.99)          // 564: five parts exceed 500 far more often than one does
/// PartLatency.SlowShare(5)         // 0.049: one request in twenty meets a part slower than that part's p99
/// </code>
/// </example>
public sealed record PartLatency(double P50, double P99)
{
    private const double P99Share = 0.99;
    private const int MeanSteps = 1_000;
    private static readonly double P99Deviations = NormalDistribution.Quantile(P99Share);

    // A median of nothing has no logarithm; then every part is taken to be a slow one.
    private double Spread => P50 <= 0 ? 0 : Math.Log(Math.Max(P50, P99) / P50) / P99Deviations;

    private double Median => P50 <= 0 ? P99 : P50;

    /// <summary>Time that this share of parts does not exceed.</summary>
    public double Quantile(double share) => Spread <= 0 ? Median : Median * Math.Exp(Spread * NormalDistribution.Quantile(share));

    /// <summary>
    /// Time that the slowest of <paramref name="parts"/> independent parts does not exceed in this share of requests: the part's own
    /// quantile at <c>share^(1/parts)</c>; for five and 0.99 at <c>0.99^(1/5) = 0.998</c>. 0 without parts.
    /// </summary>
    public double SlowestOf(double parts, double share) => parts <= 0 ? 0 : Quantile(Math.Pow(share, 1 / parts));

    /// <summary>Mean time of the slowest of <paramref name="parts"/>: its quantiles in 1,000 equal steps. 0 without parts.</summary>
    public double SlowestOfMean(double parts) =>
        Enumerable.Range(0, MeanSteps).Average(step => SlowestOf(parts, (step + 0.5) / MeanSteps));

    /// <summary>Share of requests with at least one part slower than that part's 99th percentile: <c>1 - 0.99^5 = 0.049</c>.</summary>
    public static double SlowShare(double parts) => 1 - Math.Pow(P99Share, Math.Max(0, parts));
}
