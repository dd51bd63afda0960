namespace Bench.Lab.Results;

/// <summary>One figure of the seed beside what was measured.</summary>
/// <param name="Id">Stable name, such as <c>chat.cpu-cores</c>.</param>
/// <param name="Section">Section of the seed, such as <c>A.3</c>.</param>
/// <param name="Name">What it is, in the seed's words.</param>
/// <param name="Unit">Unit of every value of the row.</param>
/// <param name="Better">Which way it should go.</param>
/// <param name="InSummary">Whether it stands in one of the seed's three summary tables.</param>
/// <param name="Seed">The seed's estimate for the seed's load and server; <c>null</c>: it does not exist there.</param>
/// <param name="Here">The seed's arithmetic for the load and the machine of this run; <c>null</c>: it does not exist here, as slots of a GPU that is absent.</param>
/// <param name="ByMeasuredCosts">The same arithmetic with the unit costs that this run measured; <c>null</c>: none of them was.</param>
/// <param name="Measured">What was measured; <c>null</c>: nothing, and <paramref name="Note"/> says why.</param>
/// <param name="Note">What a reader must know about the value, or why there is none.</param>
/// <param name="WithinSpread">Whether it holds within 5 % or the spread of its runs, whichever is wider.</param>
internal sealed record FigureRow(
    string Id, string Section, string Name, string Unit, Better Better, bool InSummary,
    double? Seed, double? Here, double? ByMeasuredCosts, Measurement? Measured, string? Note, bool WithinSpread = false)
{
    /// <summary>A row within one part in a hundred of its estimate is as good as it: clocks and counters are no finer.</summary>
    private const double Tolerance = 0.01;
    private const double ToleranceOfRatios = 0.05;

    /// <summary>Measured over <see cref="Here"/>.</summary>
    public double? Ratio => Measured is { } measured && Here is > 0 and { } here ? measured.Median / here : null;

    /// <summary>Whether the estimate held for this load on this machine.</summary>
    public Verdict Verdict => (Measured, Here) is not ({ } measured, { } here) ? Verdict.NotMeasured
        : IsAsGood(measured.Median, here, Tolerance) || (WithinSpread && IsWithinSpread(measured, here)) ? Verdict.Holds : Verdict.Misses;

    private bool IsWithinSpread(Measurement measured, double estimate) =>
        IsAsGood(measured.Median, estimate, ToleranceOfRatios) || IsAsGood(Better == Better.Higher ? measured.High : measured.Low, estimate, 0);

    private bool IsAsGood(double measured, double estimate, double tolerance) => Better switch
    {
        Better.Lower => measured <= estimate * (1 + tolerance),
        Better.Higher => measured >= estimate * (1 - tolerance),
        _ => Math.Abs(measured - estimate) <= Math.Abs(estimate) * tolerance,
    };
}
