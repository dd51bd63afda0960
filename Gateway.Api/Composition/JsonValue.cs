using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Api.Composition;

/// <summary>Decides whether bytes may stand as a value inside an answer of ours.</summary>
internal static class JsonValue
{
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
}
