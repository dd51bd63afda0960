using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gateway.Api.OpenApi;

/// <summary>
/// Takes pieces of a service's document over into the gateway's: schemas that they refer to become components under names of their own, since
/// two services may both have a <c>Price</c>; whatever else they refer to is written out.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="document">Its document.</param>
/// <param name="components">Where schemas go.</param>
internal sealed partial class ServiceReferences(string service, JsonObject document, JsonObject components)
{
    private const string Schemas = "#/components/schemas/";

    /// <summary>References that are written out, for one piece. One that leads to itself has no end.</summary>
    private const int WrittenOutMax = 1_000;

    /// <summary>Values within each other in one piece: many readers take 64 of them, with those around the piece.</summary>
    private const int NestedMax = 48;

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>The piece, which is the caller's own copy, without references into the service's document.</summary>
    public JsonObject TakeOver(JsonObject piece)
    {
        var left = new Queue<(JsonNode Node, int Depth)>([(piece, 0)]);
        var writtenOut = 0;
        while (left.TryDequeue(out var next))
        {
            Change(next.Node, next.Depth, left, ref writtenOut);
        }

        return piece;
    }

    /// <summary>A schema in which references to others are written out, for rules that change what is inside. What has no end is any value there.</summary>
    public JsonObject WrittenOut(JsonObject schema)
    {
        var left = WrittenOutMax;
        return WrittenOut(schema, [], ref left);
    }

    /// <summary>What the node is, or refers to.</summary>
    public JsonNode? Resolve(JsonNode? node) => node.Of("$ref").Text() is { } reference ? Find(reference) : node;

    private void Change(JsonNode node, int depth, Queue<(JsonNode Node, int Depth)> left, ref int writtenOut)
    {
        if (node.Of("$ref").Text() is { } reference)
        {
            var holder = (JsonObject)node;
            if (reference.StartsWith(Schemas, StringComparison.Ordinal))
            {
                holder["$ref"] = Schemas + NameOf(reference, left);
            }
            else
            {
                Become(holder, writtenOut++ < WrittenOutMax ? Find(reference) as JsonObject : null);
                left.Enqueue((holder, depth));
                return;
            }
        }

        if (node.Of("discriminator").Of("mapping") is JsonObject mapping)
        {
            foreach (var (value, to) in mapping.Where(entry => entry.Value.Text()?.StartsWith(Schemas, StringComparison.Ordinal) == true).ToList())
            {
                mapping[value] = Schemas + NameOf(to.Text()!, left);
            }
        }

        if (depth == NestedMax)
        {
            Empty(node);
        }

        foreach (var child in node.Children().OfType<JsonNode>())
        {
            left.Enqueue((child, depth + 1));
        }
    }

    private static void Empty(JsonNode node)
    {
        (node as JsonObject)?.Clear();
        (node as JsonArray)?.Clear();
    }

    private static void Become(JsonObject holder, JsonObject? other)
    {
        holder.Clear();
        foreach (var (name, value) in other.Members())
        {
            holder[name] = value?.DeepClone();
        }
    }

    /// <summary>The component's name; a schema that comes for the first time is taken over as well.</summary>
    private string NameOf(string reference, Queue<(JsonNode Node, int Depth)> left)
    {
        if (names.TryGetValue(reference, out var known))
        {
            return known;
        }

        var plain = $"{service}.{Unfit().Replace(reference[Schemas.Length..], "-")}";
        var name = plain;
        for (var number = 2; components.ContainsKey(name); number++)
        {
            name = $"{plain}-{number}";
        }

        names[reference] = name;
        var schema = Find(reference)?.DeepClone() ?? new JsonObject();
        components[name] = schema;
        left.Enqueue((schema, 0));
        return name;
    }

    private JsonObject WrittenOut(JsonObject schema, HashSet<string> above, ref int left)
    {
        if (schema["$ref"].Text() is { } reference)
        {
            if (left-- <= 0 || Find(reference) is not JsonObject target || !above.Add(reference))
            {
                return [];
            }

            var found = WrittenOut(target, above, ref left);
            above.Remove(reference);
            return found;
        }

        var copy = (JsonObject)schema.DeepClone();
        foreach (var (name, property) in schema["properties"].Members())
        {
            if (property is JsonObject inner)
            {
                copy["properties"]![name] = WrittenOut(inner, above, ref left);
            }
        }

        if (schema["items"] is JsonObject items)
        {
            copy["items"] = WrittenOut(items, above, ref left);
        }

        return copy;
    }

    /// <summary>What a pointer into the document (RFC 6901, as a fragment) leads to; null: nothing, or it leads elsewhere.</summary>
    private JsonNode? Find(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonNode? found = document;
        foreach (var step in reference[2..].Split('/').Select(step => Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            found = found is JsonArray items ? int.TryParse(step, out var index) && index >= 0 && index < items.Count ? items[index] : null : found.Of(step);
        }

        return found;
    }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Unfit();
}
