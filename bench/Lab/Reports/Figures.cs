using Bench.Lab.Results;
using static Capacity.Number;

namespace Bench.Lab.Reports;

/// <summary>How measured numbers are written in every table and page.</summary>
internal static class Figures
{
    private const int DecimalsMax = 12;

    /// <summary>Four digits: the spread of machines that are shared is far wider.</summary>
    public static string Short(double value) => Text(
        value == 0 || !double.IsFinite(value) ? value : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, DecimalsMax)));

    /// <summary>A value that may be missing.</summary>
    public static string Short(double? value) => value is { } number ? Short(number) : "-";

    /// <summary>The median, and the least and greatest run where there are several.</summary>
    public static string Spread(Measurement measured) => measured.Runs.Count == 1
        ? Short(measured.Median)
        : $"{Short(measured.Median)} ({Short(measured.Low)}-{Short(measured.High)})";

    /// <summary>The measurement with its unit, or why there is none.</summary>
    public static string Spread(Measurement? measured, string unit, string? whyNot) =>
        measured is null ? $"not measured: {whyNot}" : $"{Spread(measured)} {unit}".TrimEnd();
}
