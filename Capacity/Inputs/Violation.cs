namespace Capacity;

/// <summary>An input that is not allowed.</summary>
/// <param name="Key">Name of the input.</param>
/// <param name="Value">What it is.</param>
/// <param name="Allowed">What it may be.</param>
public sealed record Violation(string Key, string Value, string Allowed)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Key} is {Value}; allowed: {Allowed}.";
}
