namespace Bench.Lab.Results;

/// <summary>Which way a figure should go.</summary>
internal enum Better
{
    /// <summary>A cost: less is better.</summary>
    Lower,

    /// <summary>A performance: more is better.</summary>
    Higher,

    /// <summary>A description of the load or of the shape: neither.</summary>
    Neither,
}
