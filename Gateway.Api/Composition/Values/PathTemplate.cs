using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Gateway.Api.Composition.Values;

/// <summary>Why there is no address.</summary>
internal enum Expansion
{
    Done,

    /// <summary>A value is there and must not stand in an address.</summary>
    Refused,

    /// <summary>A value is not there.</summary>
    Missing,
}

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

    /// <summary>The values that the template takes.</summary>
    public IEnumerable<ValueSource> Sources => pieces.Where(piece => piece.Source is not null).Select(piece => piece.Source!);

    /// <param name="text">The template as the plan writes it.</param>
    /// <param name="use">What <c>{use}</c> stands for, where the part uses a value of another.</param>
    /// <param name="template">The template.</param>
    public static bool TryParse(string? text, ValueSource? use, [NotNullWhen(true)] out PathTemplate? template)
    {
        template = null;
        if (text is null || !WholeTemplate().IsMatch(text) || HasDotSegment(Place().Replace(text, "x")))
        {
            return false;
        }

        var pieces = new List<Piece>();
        foreach (Match match in Pieces().Matches(text))
        {
            if (match.Groups["value"] is not { Success: true } place)
            {
                pieces.Add(new(match.Value, null));
                continue;
            }

            var source = place.Value == "use" ? use : SourceText.TryParse(place.Value, out var parsed) ? parsed : null;
            if (source is null)
            {
                return false;
            }

            pieces.Add(new("", source));
        }

        template = new([.. pieces]);
        return true;
    }

    /// <summary>The address with the values in place.</summary>
    public Expansion Expand(in ValueContext values, out string address)
    {
        address = "";
        var path = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[256]);
        var mayHoldDots = false;
        foreach (var (text, source) in pieces)
        {
            if (source is null)
            {
                path.AppendLiteral(text);
                continue;
            }

            var done = Append(ref path, source, values, ref mayHoldDots);
            if (done != Expansion.Done)
            {
                path.ToStringAndClear();
                return done;
            }
        }

        // Dots need no escape, so ".." would pass it and climb out of its segment at the other side.
        address = path.ToStringAndClear();
        return mayHoldDots && HasDotSegment(address) ? Expansion.Refused : Expansion.Done;
    }

    private static Expansion Append(ref DefaultInterpolatedStringHandler path, ValueSource source, in ValueContext values, ref bool mayHoldDots)
    {
        if (!source.IsList && source.Read(values) is { } value)
        {
            // A default is the plan's own word and may be empty: "?q=".
            return value.Length == 0 && source.Default == "" ? Expansion.Done : AppendOne(ref path, value, ref mayHoldDots);
        }

        // A list of ids from another part goes into one call, as ?ids=1,2,3.
        if (source.ReadItems(values) is not { Count: > 0 } items)
        {
            return source.Kind == SourceKind.Path ? Expansion.Refused : Expansion.Missing;
        }

        for (var i = 0; i < items.Count; i++)
        {
            path.AppendLiteral(i == 0 ? "" : ",");
            if (AppendOne(ref path, items[i], ref mayHoldDots) == Expansion.Refused)
            {
                return Expansion.Refused;
            }
        }

        return Expansion.Done;
    }

    private static Expansion AppendOne(ref DefaultInterpolatedStringHandler path, string value, ref bool mayHoldDots)
    {
        if (!IsAllowed(value))
        {
            return Expansion.Refused;
        }

        mayHoldDots |= value.Contains('.');
        path.AppendLiteral(Uri.EscapeDataString(value));
        return Expansion.Done;
    }

    /// <summary>What fits an address: no control character, and text (a lone surrogate is none, and would become another value).</summary>
    private static bool IsAllowed(string value)
    {
        if (value.Length is 0 or > ValueLengthMax)
        {
            return false;
        }

        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is < ' ' or '\u007f'
                || (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i]))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasDotSegment(string address) => DotSegment().IsMatch(address);

    // One slash, then what RFC 3986 allows in a path and a query without an escape, and {places}.
    [GeneratedRegex("""^/(?!/)(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|\{[^{}]+\})*$""")]
    private static partial Regex WholeTemplate();

    [GeneratedRegex("""\{(?<value>[^}]+)\}|[^{]+""")]
    private static partial Regex Pieces();

    [GeneratedRegex("""\{[^}]+\}""")]
    private static partial Regex Place();

    // "/..", "/./x", "/..?x": in the path only.
    [GeneratedRegex("""^[^?]*/\.{1,2}(?:[/?]|$)""")]
    private static partial Regex DotSegment();

    private readonly record struct Piece(string Text, ValueSource? Source);
}
