using Bench.Lab.Results;

namespace Bench.Lab.Analysis;

/// <summary>What moved between two results, beyond what the runs of each and the speed of the machine explain.</summary>
/// <param name="Drift">Factor, at least 1, by which the machine's own speed differed (its yardstick); 1 if it is not known.</param>
/// <param name="Moves">Every figure that both have, the worst first.</param>
internal sealed record Comparison(double Drift, IReadOnlyList<Move> Moves)
{
    private const int BootstrapSeed = 1;

    /// <summary>Whether anything is worse.</summary>
    public bool IsWorse => Moves.Any(move => move.Judgement == Judgement.Worse);

    /// <summary>Lays <paramref name="after"/> beside <paramref name="before"/>.</summary>
    /// <param name="before">The base.</param>
    /// <param name="after">What is judged.</param>
    /// <param name="tolerance">A change below this share is nobody's concern, however sure it is: 0.05.</param>
    public static Comparison Of(LabResult before, LabResult after, double tolerance)
    {
        var drift = DriftOf(before.Yardstick, after.Yardstick);
        var known = Metric.Of(before).GroupBy(metric => metric.Id).ToDictionary(group => group.Key, group => group.First());
        var moves = Metric.Of(after)
            .Where(metric => known.TryGetValue(metric.Id, out var old) && old.Measured.Median > 0 && old.Measured.Low > 0)
            .Select(metric => Judge(known[metric.Id], metric, metric.IsOfSpeed ? drift : 1, tolerance));
        return new(drift, [.. moves.OrderBy(move => move.Judgement).ThenByDescending(move => Math.Abs(Math.Log(move.Ratio)))]);
    }

    private static Move Judge(Metric before, Metric after, double drift, double tolerance)
    {
        var ratio = after.Measured.Median / before.Measured.Median;
        // One run has no spread, so nothing can be said about its noise.
        if (before.Measured.Runs.Count < 2 || after.Measured.Runs.Count < 2)
        {
            return new(after, before.Measured, ratio, ratio, ratio, Judgement.OneRun);
        }

        var (low, high) = Bootstrap.RatioInterval(before.Measured, after.Measured, BootstrapSeed);
        var rose = low > drift * (1 + tolerance);
        var fell = high < 1 / (drift * (1 + tolerance));
        var judgement = !rose && !fell ? Judgement.Same : rose == (after.Better == Better.Higher) ? Judgement.Better : Judgement.Worse;
        return new(after, before.Measured, ratio, low, high, judgement);
    }

    private static double DriftOf(Yardstick? before, Yardstick? after)
    {
        if (before?.CpuMsPerRequest is not { Median: > 0 } old || after?.CpuMsPerRequest is not { Median: > 0 } now)
        {
            return 1;
        }

        return Math.Max(old.Median / now.Median, now.Median / old.Median);
    }
}

/// <param name="Metric">The figure, as the second result has it.</param>
/// <param name="Before">As the first result has it.</param>
/// <param name="Ratio">Second over first, medians.</param>
/// <param name="Low">Least that the ratio may be, with 95 %.</param>
/// <param name="High">Most that it may be.</param>
/// <param name="Judgement">What that means.</param>
internal sealed record Move(Metric Metric, Measurement Before, double Ratio, double Low, double High, Judgement Judgement);

/// <summary>What a change means, in the order in which it is shown.</summary>
internal enum Judgement
{
    /// <summary>Worse, beyond the noise.</summary>
    Worse,

    /// <summary>Better, beyond the noise.</summary>
    Better,

    /// <summary>Within the noise.</summary>
    Same,

    /// <summary>One of the two was measured once: not judged.</summary>
    OneRun,
}
