using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.OpenApi;

/// <summary>Schemas of services, under names of their own: two services may both have a <c>Price</c>.</summary>
internal sealed partial class SchemaLibrary(IReadOnlyDictionary<string, JsonObject?> documents)
{
    private const string Local = "#/components/schemas/";
    private const int DepthMax = 32;
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public JsonObject Components { get; } = [];

    /// <summary>The schema of the part as the plan takes it; an empty one, which is any value, where the service says nothing.</summary>
    public JsonObject Of(ComposedPart part)
    {
        if (documents.GetValueOrDefault(part.Service) is not { } document || Find(document, part) is not { } schema)
        {
            return [];
        }

        if (part.Shape is { } shape)
        {
            // The rules change what is inside: the references are written out.
            return Rename(ShapedSchema.Apply(Inlined(schema, document, 0), shape.Root), part.Service, document);
        }

        return Rename((JsonObject)schema.DeepClone(), part.Service, document);
    }

    /// <summary>Operations of the service by path and method, with references to our components; none where it says nothing.</summary>
    public IReadOnlyList<(string Path, string Method, JsonObject Operation)> OperationsOf(string service)
    {
        if (documents.GetValueOrDefault(service) is not { } document || document["paths"] is not JsonObject paths)
        {
            return [];
        }

        return [.. paths.SelectMany(path => (path.Value as JsonObject ?? []).Where(operation => operation.Value is JsonObject && Methods.Contains(operation.Key))
            .Select(operation => (path.Key, operation.Key, Rename((JsonObject)operation.Value!.DeepClone(), service, document))))];
    }

    private static JsonObject? Find(JsonObject document, ComposedPart part)
    {
        var path = part.TemplateText.Split('?')[0];
        var shape = PathShape.Of(path);
        var found = (document["paths"] as JsonObject)?.FirstOrDefault(entry => PathShape.Of(entry.Key) == shape).Value;
        return found?["get"]?["responses"]?["200"]?["content"] is JsonObject content
            ? content.FirstOrDefault(entry => entry.Key.Contains("json", StringComparison.OrdinalIgnoreCase)).Value?["schema"] as JsonObject
            : null;
    }

    private static JsonObject Inlined(JsonObject schema, JsonObject document, int depth)
    {
        if (depth > DepthMax)
        {
            return [];
        }

        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            return Target(document, reference) is { } target ? Inlined(target, document, depth + 1) : [];
        }

        var copy = (JsonObject)schema.DeepClone();
        foreach (var (name, property) in (schema["properties"] as JsonObject) ?? [])
        {
            if (property is JsonObject inner)
            {
                copy["properties"]![name] = Inlined(inner, document, depth + 1);
            }
        }

        if (schema["items"] is JsonObject items)
        {
            copy["items"] = Inlined(items, document, depth + 1);
        }

        return copy;
    }

    /// <summary>References point to copies in our own components, which are taken over with what they refer to.</summary>
    private JsonObject Rename(JsonObject schema, string service, JsonObject document)
    {
        foreach (var holder in Holders(schema).ToList())
        {
            var reference = holder["$ref"]!.GetValue<string>();
            var name = $"{service}.{Unfit().Replace(reference[(reference.LastIndexOf('/') + 1)..], "-")}";
            holder["$ref"] = Local + name;
            if (!Components.ContainsKey(name))
            {
                Components[name] = new JsonObject();
                Components[name] = Target(document, reference) is { } target ? Rename((JsonObject)target.DeepClone(), service, document) : new JsonObject();
            }
        }

        return schema;
    }

    private static IEnumerable<JsonObject> Holders(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(member => Holders(member.Value)).Concat(found["$ref"] is JsonValue value && value.TryGetValue<string>(out _) ? [found] : []),
        JsonArray items => items.SelectMany(Holders),
        _ => [],
    };

    private static JsonObject? Target(JsonObject document, string reference) => reference.StartsWith(Local, StringComparison.Ordinal)
        ? document["components"]?["schemas"]?[reference[Local.Length..]] as JsonObject
        : null;

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Unfit();
}
