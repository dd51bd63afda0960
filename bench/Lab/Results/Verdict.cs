namespace Bench.Lab.Results;

/// <summary>What became of an estimate.</summary>
internal enum Verdict
{
    /// <summary>Measured, and at least as good as the estimate.</summary>
    Holds,

    /// <summary>Measured, and worse than the estimate.</summary>
    Misses,

    /// <summary>Not measured; the row says why.</summary>
    NotMeasured,
}
