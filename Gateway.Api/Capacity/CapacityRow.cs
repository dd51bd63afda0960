namespace Gateway.Api.Capacity;

/// <summary>One row of the seed's summary table, with what the running system says.</summary>
/// <param name="Name">As the table names it.</param>
/// <param name="Unit">Of all three values.</param>
/// <param name="Estimate">For the load of the profile; null where it has no end.</param>
/// <param name="EstimateNow">The profile's unit costs times the load that is measured now; null where the load itself is the row.</param>
/// <param name="Formula">How <paramref name="EstimateNow"/> is computed, in words.</param>
/// <param name="Measured">Null where the running system cannot say it.</param>
/// <param name="Ratio"><paramref name="Measured"/> / <paramref name="Estimate"/>; null where one is missing or the estimate is zero.</param>
/// <param name="RatioNow"><paramref name="Measured"/> / <paramref name="EstimateNow"/>, likewise.</param>
/// <param name="MeasuredBy">The figure that is <paramref name="Measured"/>, or the two that are added.</param>
/// <param name="Why">Why <paramref name="Measured"/> is null.</param>
internal sealed record CapacityRow(
    string Name, string Unit, double? Estimate, double? EstimateNow, string? Formula, double? Measured, double? Ratio, double? RatioNow,
    string MeasuredBy, string? Why)
{
    private const int Decimals = 4;

    /// <param name="name">As the seed's table names it.</param>
    /// <param name="unit">Of all values.</param>
    /// <param name="estimate">For the profile's load.</param>
    /// <param name="now">For the load now, with its formula.</param>
    /// <param name="measured">The instances.</param>
    /// <param name="figures">Names of the measured figures whose sum stands beside it.</param>
    public static CapacityRow Of(
        string name, string unit, double estimate, EstimateNow now, MeasuredService measured, params string[] figures)
    {
        var value = measured.SumOf(figures);
        return new(
            name, unit, Rounded(estimate), Rounded(now.Value), now.Formula, Rounded(value), Rounded(value / estimate), Rounded(value / now.Value),
            string.Join(" + ", figures), value is null ? measured.WhyNot(figures) : null);
    }

    /// <summary>Null also for what has no end, and for the ratio to zero.</summary>
    private static double? Rounded(double? value) => value is { } number && double.IsFinite(number) ? Math.Round(number, Decimals) : null;
}

/// <summary>An estimate for the load that is measured now.</summary>
/// <param name="Value">Null where nothing is measured, or where the row is the load.</param>
/// <param name="Formula">In words; null with the value of a row that is the load.</param>
internal readonly record struct EstimateNow(double? Value, string? Formula)
{
    /// <summary>The row is the load itself, which no unit cost explains.</summary>
    public static EstimateNow IsTheLoad => default;
}
