namespace Capacity;

/// <summary>Rounding that capacity can be bought by: up for what is needed, down for what fits.</summary>
/// <remarks>
/// Binary fractions carry dust (<c>0.1 * 3 * 10</c> is a hair over 3), and a pool or a worker more for dust would be wrong:
/// values are rounded to nine decimals first. Counts over <see cref="int.MaxValue"/> stop there instead of wrapping round.
/// </remarks>
public static class Rounding
{
    private const int Decimals = 9;

    /// <summary>The smallest whole number that is enough: 37.5 needs 38.</summary>
    public static int Up(double needed) => (int)Math.Ceiling(Clean(needed));

    /// <summary>The largest whole number that fits: 7.9 holds 7.</summary>
    public static int Down(double available) => (int)Math.Floor(Clean(available));

    /// <summary>The smallest multiple of <paramref name="step"/> that is enough: 46 by tens is 50, 0.6 by quarters is 0.75.</summary>
    public static double UpToStep(double needed, double step) => Math.Ceiling(Clean(needed / step)) * step;

    /// <summary>Without the dust.</summary>
    internal static double Clean(double value) => Math.Round(value, Decimals);
}
