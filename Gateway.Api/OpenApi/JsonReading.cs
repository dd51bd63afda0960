using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Api.OpenApi;

/// <summary>Reads documents that others wrote: what is not of the kind that is looked for is not there.</summary>
internal static class JsonReading
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The object that the bytes are; null: they are none, have a name twice, or text that is no Unicode.</summary>
    public static JsonObject? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: Strict);
            ReadTexts(node);
            return node as JsonObject;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The member of that name.</summary>
    public static JsonNode? Of(this JsonNode? node, string name) => (node as JsonObject)?[name];

    public static string? Text(this JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The objects among the items.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node) => (node as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The members of an object, or none.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Members(this JsonNode? node) => node as JsonObject ?? [];

    /// <summary>What an object or an array holds.</summary>
    public static IEnumerable<JsonNode?> Children(this JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value),
        JsonArray items => items,
        _ => [],
    };

    // Names and texts are read when they are asked for, and half of a surrogate pair is found out only then.
    private static void ReadTexts(JsonNode? node)
    {
        _ = node.Text();
        foreach (var child in node.Children())
        {
            ReadTexts(child);
        }
    }
}
