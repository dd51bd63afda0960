using System.Text;
using System.Text.Json;
using Gateway.Api.Composition.Parts;

namespace Gateway.Api.Composition.Values;

/// <summary>JSON values as text, for addresses and comparisons.</summary>
internal static class JsonScalar
{
    /// <summary>A string's text, a number or boolean as it is written; null for everything else, or for a string that is no text.</summary>
    public static string? Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return null;
        }

        var reader = JsonValue.Read(json);
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>The scalars of an array, at most <paramref name="max"/>; null where it is no array of scalars, or a longer one.</summary>
    public static IReadOnlyList<string>? ReadAll(ReadOnlySpan<byte> json, int max)
    {
        var reader = JsonValue.Read(json);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var values = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (values.Count == max || Read(ref reader) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }

    private static string? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                try
                {
                    return reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    // A lone surrogate ("\ud800") is JSON, but no text.
                    return null;
                }

            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return Encoding.ASCII.GetString(reader.ValueSpan);
            default:
                return null;
        }
    }
}
