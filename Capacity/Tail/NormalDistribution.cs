namespace Capacity;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private const double LowTail = 0.02425;

    private static readonly double[] CentreTop =
    [
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00,
    ];

    private static readonly double[] CentreBottom =
    [
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1,
    ];

    private static readonly double[] TailTop =
    [
        -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00,
    ];

    private static readonly double[] TailBottom =
    [
        7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1,
    ];

    /// <summary>
    /// Standard deviations below which this share lies: <c>0.99</c> is 2.326. P. J. Acklam's rational approximation, relative error
    /// below 1.2E-9. Shares of 0 and 1 are without end.
    /// </summary>
    public static double Quantile(double share) => share switch
    {
        <= 0 => double.NegativeInfinity,
        >= 1 => double.PositiveInfinity,
        < LowTail => Tail(share),
        > 1 - LowTail => -Tail(1 - share),
        _ => Centre(share - 0.5),
    };

    private static double Centre(double distance) =>
        Polynomial(CentreTop, distance * distance) * distance / Polynomial(CentreBottom, distance * distance);

    private static double Tail(double share)
    {
        var root = Math.Sqrt(-2 * Math.Log(share));
        return Polynomial(TailTop, root) / Polynomial(TailBottom, root);
    }

    private static double Polynomial(double[] coefficients, double at)
    {
        var sum = 0.0;
        foreach (var coefficient in coefficients)
        {
            sum = (sum * at) + coefficient;
        }

        return sum;
    }
}
