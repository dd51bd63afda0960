namespace ServiceDefaults.LiveFigures;

/// <summary>One figure that an instance measures of itself.</summary>
/// <param name="Value">How much, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Such as <c>cores</c>, <c>MB</c> (of 1,000,000 bytes), <c>msg/s</c>.</param>
/// <param name="Combined">How several instances become one figure.</param>
public sealed record LiveFigure(double Value, string Unit, Combination Combined = Combination.Sum);

/// <summary>How the figures of several instances become one.</summary>
public enum Combination
{
    /// <summary>All together: rates, connections, cores, memory.</summary>
    Sum,

    /// <summary>The largest: percentiles, and what each instance sees of a thing that they share.</summary>
    Largest,

    /// <summary>The smallest: the uptime of the youngest instance.</summary>
    Smallest,
}
