using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Api.Composition.Parts;

namespace Gateway.Api.Composition.Values;

/// <summary>A place in a JSON value: <c>$.category.id</c>, <c>items[0].id</c>, <c>$</c> for the value itself.</summary>
internal sealed partial class JsonPath
{
    private readonly Step[] steps;

    private JsonPath(Step[] steps, string text) => (this.steps, Text) = (steps, text);

    public string Text { get; }

    /// <summary>The members on the way, without indexes: what rules of the part must leave in place.</summary>
    public IEnumerable<string> Members => steps.Where(step => step.Name is not null).Select(step => Encoding.UTF8.GetString(step.Name!));

    public static bool TryParse(string? text, [NotNullWhen(true)] out JsonPath? path)
    {
        path = null;
        if (text is null || !Whole().IsMatch(text))
        {
            return false;
        }

        path = new([.. Steps().Matches(text.TrimStart('$')).Select(Of)], text);
        return true;
    }

    /// <summary>The bytes at this place of <paramref name="json"/>, which is one valid JSON value; empty where there is nothing. Of equal members the last counts.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json)
    {
        var reader = JsonValue.Read(json);
        reader.Read();
        foreach (var step in steps)
        {
            if (!(step.Name is { } name ? ToMember(ref reader, name) : ToItem(ref reader, step.Index)))
            {
                return default;
            }
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static bool ToMember(ref Utf8JsonReader reader, byte[] name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        Utf8JsonReader found = default;
        var isFound = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
            {
                found = reader;
                isFound = true;
            }

            reader.Skip();
        }

        reader = isFound ? found : reader;
        return isFound;
    }

    private static bool ToItem(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == index)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static Step Of(Match match) => match.Groups["index"] is { Success: true } index
        ? new(null, int.Parse(index.ValueSpan, CultureInfo.InvariantCulture))
        : new(Encoding.UTF8.GetBytes(match.Groups["name"].Value), 0);

    [GeneratedRegex(@"^(?:\$|(?:\$\.)?[A-Za-z_][A-Za-z0-9_-]*|\$\[[0-9]{1,4}\])(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[[0-9]{1,4}\])*$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\[(?<index>[0-9]+)\]|\.?(?<name>[A-Za-z_][A-Za-z0-9_-]*)")]
    private static partial Regex Steps();

    private readonly record struct Step(byte[]? Name, int Index);
}
