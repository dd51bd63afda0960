using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Gateway.Api.Composition.Values;

/// <summary>Reads <c>query:page=1</c>, <c>part:product.categoryId</c>, <c>id</c>: how the plan writes a value.</summary>
internal static partial class SourceText
{
    public static bool TryParse(string text, [NotNullWhen(true)] out ValueSource? source)
    {
        source = null;
        if (Source().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var name = match.Groups["name"].Value;
        var path = match.Groups["path"].Value;
        var fallback = match.Groups["default"] is { Success: true, Value: var value } ? value : null;
        switch (match.Groups["kind"].Value)
        {
            case "":
                source = path.Length > 0 || fallback is not null ? null : Plain(name);
                return source is not null;
            case "part":
                // "part:product" alone is the part itself: an array of ids, say.
                source = JsonPath.TryParse($"${path}", out var place) ? new(SourceKind.Part, name, fallback, place) : null;
                return source is not null;
            case var kind:
                source = path.Length > 0 ? null : new(Enum.Parse<SourceKind>(kind, ignoreCase: true), name, fallback);
                return source is not null;
        }
    }

    private static ValueSource Plain(string name) => name switch
    {
        "use" => new(SourceKind.Part, ""),
        "ids" => new(SourceKind.Ids, name),
        "keys" => new(SourceKind.Keys, name),
        _ => new(SourceKind.Path, name),
    };

    [GeneratedRegex(@"^(?:(?<kind>query|header|claim|part):)?(?<name>[A-Za-z_][A-Za-z0-9_-]*)(?<path>(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[[0-9]{1,4}\])*)(?:=(?<default>[^{}]*))?$")]
    private static partial Regex Source();
}
