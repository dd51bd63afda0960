namespace Bench.Lab.Results;

/// <summary>How a figure changes with another: throughput with nodes, cost per unit with the amount of work.</summary>
/// <param name="Id">Stable name, such as <c>chat.nodes</c>.</param>
/// <param name="Name">What is shown, in words.</param>
/// <param name="Kind">What the points are.</param>
/// <param name="XName">What grows, such as <c>chat nodes</c>.</param>
/// <param name="YName">What is measured, with its unit, such as <c>messages/s</c>.</param>
/// <param name="Points">In rising order of X.</param>
/// <param name="Fit">The Universal Scalability Law through the points; only for throughput over at least three points.</param>
/// <param name="Note">What a reader must know, such as that all nodes share two cores.</param>
internal sealed record Curve(
    string Id, string Name, CurveKind Kind, string XName, string YName,
    IReadOnlyList<CurvePoint> Points, ScalabilityFit? Fit, string? Note);

/// <param name="X">The value that was set.</param>
/// <param name="Y">What was measured there.</param>
internal sealed record CurvePoint(double X, Measurement Y);

/// <summary>What the points of a curve are.</summary>
internal enum CurveKind
{
    /// <summary>Units of work per second: should rise with X.</summary>
    Throughput,

    /// <summary>Cost of one unit of work: should stay level.</summary>
    Cost,
}

/// <summary>
/// Gunther's Universal Scalability Law, <c>X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))</c>: sigma is contention, kappa is
/// coherence; both 0 is linear.
/// </summary>
/// <param name="Lambda">Throughput of one.</param>
/// <param name="Sigma">Share of the work that only one can do at a time, 0 to 1.</param>
/// <param name="Kappa">Cost of each pair that must agree.</param>
/// <param name="RSquared">Share of the variance that the fit explains, at most 1.</param>
internal sealed record ScalabilityFit(double Lambda, double Sigma, double Kappa, double RSquared)
{
    /// <summary>Where throughput is highest, <c>sqrt((1 - sigma) / kappa)</c>; <c>null</c>: it never falls.</summary>
    public double? PeakAt => Kappa > 0 && Sigma < 1 ? Math.Sqrt((1 - Sigma) / Kappa) : null;

    /// <summary>Throughput of <paramref name="n"/> by the fit.</summary>
    public double At(double n) => Lambda * n / (1 + (Sigma * (n - 1)) + (Kappa * n * (n - 1)));
}
