using Bench.Lab.Results;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Bench.Lab.Analysis;

/// <summary>
/// Fits the Universal Scalability Law to a throughput curve. Divided by the throughput it is linear in its unknowns,
/// <c>N / X(N) = a + b (N - 1) + c N (N - 1)</c> with <c>a = 1 / lambda, b = sigma / lambda, c = kappa / lambda</c>, so that least
/// squares have one answer.
/// </summary>
internal static class Scalability
{
    private const int PointsMin = 3;

    /// <summary>The curve with its fit; the curve itself where it is none of throughput or has fewer than three points above 0.</summary>
    public static Curve Fitted(Curve curve) => curve.Kind == CurveKind.Throughput && Fit(curve.Points) is { } fit ? curve with { Fit = fit } : curve;

    /// <summary>The fit through the medians; <c>null</c> with fewer than three points above 0, or where the law does not describe them.</summary>
    public static ScalabilityFit? Fit(IReadOnlyList<CurvePoint> points)
    {
        var usable = points.Where(point => point is { X: > 0, Y.Median: > 0 }).ToArray();
        if (usable.Select(point => point.X).Distinct().Count() < PointsMin)
        {
            return null;
        }

        // Neither contention nor coherence can be below nothing: a term that noise makes negative is left out.
        return new[] { (true, true), (true, false), (false, true), (false, false) }
            .Select(terms => Solve(usable, terms.Item1, terms.Item2))
            // One that explains less than the mean of the points does not describe them.
            .Where(fit => fit is { Lambda: > 0, Sigma: >= 0, Kappa: >= 0, RSquared: >= 0 })
            .MaxBy(fit => fit.RSquared);
    }

    private static ScalabilityFit Solve(CurvePoint[] points, bool contention, bool coherence)
    {
        var columns = new List<Func<double, double>> { _ => 1 };
        if (contention)
        {
            columns.Add(n => n - 1);
        }

        if (coherence)
        {
            columns.Add(n => n * (n - 1));
        }

        var matrix = DenseMatrix.Create(points.Length, columns.Count, (row, column) => columns[column](points[row].X));
        var costs = DenseVector.Create(points.Length, row => points[row].X / points[row].Y.Median);
        var solved = matrix.QR().Solve(costs);
        var lambda = 1 / solved[0];
        var fit = new ScalabilityFit(
            lambda, contention ? Clean(solved[1] * lambda) : 0, coherence ? Clean(solved[^1] * lambda) : 0, RSquared: 0);
        return fit with { RSquared = RSquared(points, fit) };
    }

    private static double RSquared(CurvePoint[] points, ScalabilityFit fit)
    {
        var mean = points.Average(point => point.Y.Median);
        var total = points.Sum(point => Square(point.Y.Median - mean));
        var left = points.Sum(point => Square(point.Y.Median - fit.At(point.X)));
        return total > 0 ? 1 - (left / total) : 0;
    }

    // Binary dust below nothing is nothing.
    private static double Clean(double value) => Math.Round(value, 12);

    private static double Square(double value) => value * value;
}
