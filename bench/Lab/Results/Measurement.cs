namespace Bench.Lab.Results;

/// <summary>One figure, measured at least once; its unit stands beside it.</summary>
/// <param name="Runs">The value of each run, in the order of the runs.</param>
internal sealed record Measurement(IReadOnlyList<double> Runs)
{
    /// <summary>Middle of the runs.</summary>
    public double Median
    {
        get
        {
            var ordered = Runs.Order().ToArray();
            var middle = ordered.Length / 2;
            return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
        }
    }

    /// <summary>Least of the runs.</summary>
    public double Low => Runs.Min();

    /// <summary>Greatest of the runs.</summary>
    public double High => Runs.Max();

    /// <summary>One run.</summary>
    public static Measurement Of(double value) => new([value]);

    /// <summary>Several runs.</summary>
    public static Measurement Of(IEnumerable<double> values) => new([.. values]);
}
