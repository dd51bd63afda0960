namespace Bench.Lab.Promises;

/// <summary>A promise about a system under strain, beside what was measured.</summary>
/// <param name="What">What is promised.</param>
/// <param name="Allowed">The bound, in words.</param>
/// <param name="Measured">What was seen, in words.</param>
/// <param name="IsKept">Whether it is within the bound.</param>
internal sealed record KeptPromise(string What, string Allowed, string Measured, bool IsKept)
{
    /// <summary>Nothing of something may happen.</summary>
    public static KeptPromise None(string what, long count) => new(what, "0", Text($"{count}"), count == 0);

    /// <summary>A latency beside the one that was measured without the strain.</summary>
    public static KeptPromise Ratio(string what, double before, double during, double ratioMax) => new(
        what, Text($"at most {ratioMax:0.0#} times {before:0.0} ms"), Text($"{during:0.0} ms ({during / before:0.00} times)"), during <= before * ratioMax);

    public static string Text(FormattableString text) => FormattableString.Invariant(text);
}
