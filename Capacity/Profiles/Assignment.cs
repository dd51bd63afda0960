namespace Capacity;

/// <summary>One input that somebody sets.</summary>
/// <param name="Origin">Who, such as <c>--set </c> or <c>FILE: </c>; stands before the name in every problem.</param>
/// <param name="Key">Name of the input, long or short.</param>
/// <param name="Text">Its value as written.</param>
public sealed record Assignment(string Origin, string Key, string Text)
{
    /// <summary>The value that leaves an input open.</summary>
    public const string None = "none";
}
