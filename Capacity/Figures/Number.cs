using System.Globalization;

namespace Capacity;

/// <summary>Writes numbers the way every table of this project shows them.</summary>
public static class Number
{
    /// <summary>Thousands apart, at most three decimals; below 0.001 three significant digits, so that nothing small reads as nothing.</summary>
    public static string Text(double value) => Math.Abs(value) switch
    {
        double.PositiveInfinity => "without end",
        > 0 and < 0.001 => value.ToString("0.##E0", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>A share of one as per cent: <c>0.15</c> is <c>15 %</c>.</summary>
    public static string Percent(double fraction) => Text(Math.Round(fraction * 100, 1)) + " %";
}
