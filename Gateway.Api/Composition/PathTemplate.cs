using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Api.Composition;

/// <summary>
/// An address at a service with places for values, such as <c>/prices/{id}</c>. A value fills its place and nothing else:
/// whatever it holds (slashes, dots, <c>?</c>, <c>#</c>, line ends) it stays inside its own segment or query value.
/// </summary>
internal sealed partial class PathTemplate
{
    /// <summary>Longest value in characters.</summary>
    public const int ValueLengthMax = 256;

    private readonly Piece[] pieces;

    private PathTemplate(Piece[] pieces) => this.pieces = pieces;

    /// <summary>Names of the values that the template takes.</summary>
    public IEnumerable<string> Values => pieces.Where(piece => piece.IsValue).Select(piece => piece.Text);

    public static bool TryParse(string? text, [NotNullWhen(true)] out PathTemplate? template)
    {
        template = null;
        if (text is null || !WholeTemplate().IsMatch(text) || HasDotSegment(text))
        {
            return false;
        }

        template = new([.. Pieces().Matches(text).Select(match => match.Groups["value"] is { Success: true } value
            ? new Piece(value.Value, IsValue: true)
            : new Piece(match.Value, IsValue: false))]);
        return true;
    }

    /// <summary>The address with the values in place, or null where <paramref name="values"/> holds one that is refused.</summary>
    public string? Expand(RouteValueDictionary values)
    {
        var path = new StringBuilder();
        foreach (var (text, isValue) in pieces)
        {
            if (!isValue)
            {
                path.Append(text);
            }
            else if (Convert.ToString(values[text], CultureInfo.InvariantCulture) is { } value && IsAllowed(value))
            {
                path.Append(Uri.EscapeDataString(value));
            }
            else
            {
                return null;
            }
        }

        // Dots need no escape, so ".." would pass it and climb out of its segment at the other side.
        var expanded = path.ToString();
        return HasDotSegment(expanded) ? null : expanded;
    }

    private static bool IsAllowed(string value) =>
        value.Length is > 0 and <= ValueLengthMax && !value.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && !value.Contains('\u007f');

    private static bool HasDotSegment(string address) => DotSegment().IsMatch(address);

    // One slash, then what RFC 3986 allows in a path and a query without an escape, and {values}.
    [GeneratedRegex("""^/(?!/)(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|\{[A-Za-z_][A-Za-z0-9_]*\})*$""")]
    private static partial Regex WholeTemplate();

    [GeneratedRegex("""\{(?<value>[^}]+)\}|[^{]+""")]
    private static partial Regex Pieces();

    // "/..", "/./x", "/..?x": in the path only.
    [GeneratedRegex("""^[^?]*/\.{1,2}(?:[/?]|$)""")]
    private static partial Regex DotSegment();

    private readonly record struct Piece(string Text, bool IsValue);
}
