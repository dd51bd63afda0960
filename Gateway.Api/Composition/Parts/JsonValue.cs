using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Api.Composition.Parts;

/// <summary>Decides whether bytes may stand as a value inside an answer of ours.</summary>
internal static class JsonValue
{
    /// <summary>Levels that a part may have.</summary>
    public const int DepthMax = 64;

    /// <summary>A part within a part within an answer is deeper than a part.</summary>
    private static readonly JsonReaderOptions Nested = new() { MaxDepth = 4 * DepthMax };

    /// <summary>
    /// True for exactly one JSON value (RFC 8259) in valid UTF-8, at most 64 levels deep, with nothing but white space around it.
    /// </summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes)
    {
        // The reader does not look into strings: an invalid byte there would reach the client.
        if (!Utf8.IsValid(bytes))
        {
            return false;
        }

        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A reader for bytes that are known to be one JSON value.</summary>
    public static Utf8JsonReader Read(ReadOnlySpan<byte> json) => new(json, Nested);
}
