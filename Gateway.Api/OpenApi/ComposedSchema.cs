using System.Text.Json.Nodes;
using Gateway.Api.Composition.Answers;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Shaping;

namespace Gateway.Api.OpenApi;

/// <summary>The schema of a composed answer: its layout, filled with the schemas that the services give.</summary>
internal sealed class ComposedSchema(SchemaLibrary library)
{
    public JsonObject Build(ComposedRoute route)
    {
        var parts = new JsonObject[route.Parts.Length];
        foreach (var part in route.Parts)
        {
            parts[part.Index] = part.Each is null ? library.Of(part) : [];
        }

        var root = Group(route.Layout.Root, route, parts);
        root["properties"]![ComposedAnswer.PartialMember] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Parts that are missing, each with its reason; not there where none is.",
            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
        };
        return root;
    }

    private static JsonObject Group(LayoutNode group, ComposedRoute route, JsonObject[] parts)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var child in group.Children)
        {
            if (child.Merged.Count > 0)
            {
                foreach (var name in child.Merged)
                {
                    properties[name] = parts[child.Part]["properties"].Of(name)?.DeepClone() ?? new JsonObject();
                }

                continue;
            }

            properties[child.Name] = child.Part < 0 ? Group(child, route, parts) : parts[child.Part].DeepClone();
            if (child.Part >= 0 && route.Parts[child.Part].IsRequired)
            {
                required.Add(child.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }
}

/// <summary>What a part's rules make of its service's schema.</summary>
internal static class ShapedSchema
{
    public static JsonObject Apply(JsonObject schema, ShapeNode rules)
    {
        var shaped = (JsonObject)schema.DeepClone();
        if (shaped["items"] is JsonObject items)
        {
            shaped["items"] = Apply(items, rules);
        }

        if (shaped["properties"] is not JsonObject properties)
        {
            return shaped;
        }

        var kept = new JsonObject();
        foreach (var (name, property) in properties)
        {
            var child = rules.Children.FirstOrDefault(candidate => candidate.Name == name);
            if (rules.Takes(child))
            {
                kept[child?.NewName ?? name] = child is null || child.IsLeaf || property is not JsonObject inner ? property?.DeepClone() : Apply(inner, child);
            }
        }

        shaped["properties"] = kept;
        shaped.Remove("required");
        return shaped;
    }
}
