using Bench.Lab.Results;

namespace Bench.Lab.Analysis;

/// <summary>How far a ratio of two medians may lie from what was measured, by drawing the runs again with replacement.</summary>
internal static class Bootstrap
{
    private const int Draws = 4_000;
    private const double TailShare = 0.025;

    /// <summary>The middle 95 % of median(<paramref name="after"/>) / median(<paramref name="before"/>).</summary>
    /// <param name="before">At least one run above 0.</param>
    /// <param name="after">At least one run.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static (double Low, double High) RatioInterval(Measurement before, Measurement after, int seed)
    {
        var random = new Random(seed);
        var ratios = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            ratios[draw] = Drawn(after, random).Median / Drawn(before, random).Median;
        }

        Array.Sort(ratios);
        return (ratios[(int)(Draws * TailShare)], ratios[(int)(Draws * (1 - TailShare)) - 1]);
    }

    private static Measurement Drawn(Measurement measured, Random random) =>
        new([.. Enumerable.Range(0, measured.Runs.Count).Select(_ => measured.Runs[random.Next(measured.Runs.Count)])]);
}
