using System.Buffers;
using System.Text;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Removes the query of an address that carries a secret: a SAS (<c>sig=</c>) or a hub token (<c>access_token=</c>).
/// </summary>
public static class SecretQuery
{
    private const string Removed = "?(removed)";

    // The second forms are those of an address inside another address's query.
    private static readonly SearchValues<string> Markers = SearchValues.Create(
        ["sig=", "access_token=", "sig%3D", "access_token%3D"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t\r\n\f\v\"'<>");

    /// <summary>The text without the queries that carry a secret; the same instance where there is none.</summary>
    /// <remarks>
    /// "GET http://host/hubs/chat?id=1&amp;access_token=eyJ" loses everything from the question mark on; "id=1&amp;access_token=eyJ",
    /// as the span attribute <c>url.query</c> has it, goes as a whole. Scanned by hand: strangers choose the text, and a
    /// pattern that looks backwards from each marker may take the square of its length.
    /// </remarks>
    public static string Remove(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? clean = null;
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Markers) is var marker and >= 0)
        {
            var wordStart = rest[..marker].LastIndexOfAny(AddressEnds) + 1;
            var question = rest[wordStart..marker].IndexOf('?');
            var length = rest[marker..].IndexOfAny(AddressEnds);
            (clean ??= new()).Append(rest[..(question < 0 ? wordStart : wordStart + question)]).Append(Removed);
            rest = length < 0 ? [] : rest[(marker + length)..];
        }

        return clean is null ? text : clean.Append(rest).ToString();
    }

    /// <summary>True where the text may hold a secret; cheap enough for every attribute of every record.</summary>
    public static bool MayCarry(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny(Markers);
    }

    /// <summary>True where the value, as an exporter would write it, may hold a secret.</summary>
    internal static bool MayCarry(object? value) => value switch
    {
        null => false,
        string text => MayCarry(text),
        IEnumerable<string?> texts => texts.Any(text => text is not null && MayCarry(text)),
        _ when value.GetType().IsPrimitive => false,
        _ => value.ToString() is { } text && MayCarry(text),
    };

    /// <summary>The value without secrets: the same instance where there is none, texts otherwise.</summary>
    internal static object? Remove(object? value) => value switch
    {
        _ when !MayCarry(value) => value,
        IEnumerable<string?> texts => texts.Select(text => text is null ? null : Remove(text)).ToArray(),
        _ => Remove(value!.ToString()!),
    };

    /// <summary>Named values without secrets, or null where there is none to remove.</summary>
    internal static List<KeyValuePair<string, object?>>? RemoveFrom(IEnumerable<KeyValuePair<string, object?>> values) =>
        values.Any(value => MayCarry(value.Value))
            ? [.. values.Select(value => KeyValuePair.Create(value.Key, Remove(value.Value)))]
            : null;
}
