using System.Text;

namespace Gateway.Api.Composition.Parts;

/// <summary>What stands in for a part that failed: a literal of the plan, or the last good answer.</summary>
internal sealed record Fallback(byte[]? Literal)
{
    public const string LastGoodText = "last-good";

    /// <summary>How old the last good answer may be.</summary>
    public static readonly TimeSpan LastGoodAge = TimeSpan.FromHours(1);

    public bool IsLastGood => Literal is null;

    public static Fallback? Parse(string text)
    {
        if (text == LastGoodText)
        {
            return new((byte[]?)null);
        }

        var literal = Encoding.UTF8.GetBytes(text);
        return JsonValue.IsOne(literal) ? new(literal) : null;
    }
}
