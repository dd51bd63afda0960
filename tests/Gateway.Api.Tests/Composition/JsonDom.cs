using System.Text.Json;

namespace Gateway.Api.Tests.Composition;

/// <summary>What the platform's own JSON document says: the measure of our scans.</summary>
internal static class JsonDom
{
    /// <summary>Whether it takes the bytes for one value of at most 64 levels.</summary>
    public static bool IsOne(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = 64 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
