using System.Diagnostics.CodeAnalysis;

namespace Gateway.Api.Composition.Values;

/// <summary>Whether a part is wanted: a value that is there (<c>query:details</c>), is not (<c>!query:lite</c>), or is this one (<c>claim:tier=gold</c>).</summary>
internal sealed record Condition(ValueSource Source, string? Expected, bool IsNegated)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out Condition? condition)
    {
        var isNegated = text.StartsWith('!');
        var rest = isNegated ? text[1..] : text;
        var equals = rest.IndexOf('=', StringComparison.Ordinal);
        var expected = equals < 0 ? null : rest[(equals + 1)..];
        condition = expected is not "" && SourceText.TryParse(equals < 0 ? rest : rest[..equals], out var source) && !source.IsList && source.Name.Length > 0
            ? new(source, expected, isNegated)
            : null;
        return condition is not null;
    }

    public bool Holds(in ValueContext values)
    {
        var value = Source.Read(values);
        return (value is not null && (Expected is null || value == Expected)) != IsNegated;
    }
}
