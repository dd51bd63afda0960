namespace Capacity;

/// <summary>One figure of an estimate with its reasoning: what it is, how much, in which unit, and where it comes from.</summary>
/// <param name="Name">The member that computes it, such as <c>MessagesPerSecond</c>.</param>
/// <param name="Value">How much, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Its unit, such as <c>msg/s</c>.</param>
/// <param name="Formula">The formula in words, such as <c>clients × msg/s per client</c>.</param>
/// <param name="Worked">The same line with the numbers in it, such as <c>10,000 × 0.025</c>.</param>
/// <param name="Source">Section of the seed, such as <c>A.1</c>, the method of a refinement (<c>Erlang C</c>, <c>Little</c>, <c>tail</c>,
/// <c>fluid</c>, <c>N+1</c>), or <c>ours</c> where the seed gives no such figure.</param>
public sealed record Figure(string Name, double Value, string Unit, string Formula, string Worked, string Source)
{
    /// <summary>The source of a figure that the seed does not state.</summary>
    public const string Ours = "ours";

    internal const string ErlangC = "Erlang C";
    internal const string Little = "Little";
    internal const string Tail = "tail";
    internal const string Fluid = "fluid";
    internal const string Failure = "N+1";

    /// <summary><see cref="Value"/> for people: thousands apart, at most three decimals.</summary>
    public string Text => Number.Text(Value);
}
