using System.Text.Json.Nodes;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.OpenApi;

/// <summary>What services say of themselves, as the gateway's own document has it.</summary>
/// <param name="documents">The services' documents by their names; null for one that has none.</param>
internal sealed class SchemaLibrary(IReadOnlyDictionary<string, JsonObject?> documents)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    private readonly Dictionary<string, ServiceReferences> references = new(StringComparer.Ordinal);

    public JsonObject Components { get; } = [];

    /// <summary>The schema of the part as the plan takes it; an empty one, which is any value, where the service says nothing.</summary>
    public JsonObject Of(ComposedPart part)
    {
        if (documents.GetValueOrDefault(part.Service) is not { } document)
        {
            return [];
        }

        var service = ReferencesOf(part.Service, document);
        if (Find(document, service, part) is not { } schema)
        {
            return [];
        }

        return service.TakeOver(part.Shape is { } shape ? ShapedSchema.Apply(service.WrittenOut(schema), shape.Root) : (JsonObject)schema.DeepClone());
    }

    /// <summary>Operations of the service by path and method, with references to our components; none where it says nothing.</summary>
    public IReadOnlyList<(string Path, string Method, JsonObject Operation)> OperationsOf(string service)
    {
        if (documents.GetValueOrDefault(service) is not { } document)
        {
            return [];
        }

        var taken = ReferencesOf(service, document);
        return [.. document["paths"].Members().Where(path => path.Key.StartsWith('/')).SelectMany(path => path.Value.Members()
            .Where(member => member.Value is JsonObject && Methods.Contains(member.Key))
            .Select(member => (path.Key, member.Key, Operation((JsonObject)member.Value!, path.Value.Of("parameters"), taken))))];
    }

    /// <summary>The operation with the parameters of its path, where it does not say otherwise.</summary>
    private static JsonObject Operation(JsonObject operation, JsonNode? shared, ServiceReferences service)
    {
        var own = (JsonObject)operation.DeepClone();
        var parameters = new JsonArray([.. own["parameters"].Objects().Concat(shared.Objects()).Select(parameter => parameter.DeepClone())]);
        own["parameters"] = parameters;
        service.TakeOver(own);
        var distinct = parameters.Objects().DistinctBy(parameter => (parameter["in"].Text(), parameter["name"].Text())).ToList();
        parameters.Clear();
        distinct.ForEach(parameters.Add);
        return own;
    }

    private ServiceReferences ReferencesOf(string service, JsonObject document)
    {
        if (!references.TryGetValue(service, out var found))
        {
            references[service] = found = new(service, document, Components);
        }

        return found;
    }

    private static JsonObject? Find(JsonObject document, ServiceReferences service, ComposedPart part)
    {
        var shape = PathShape.Of(part.TemplateText.Split('?')[0]);
        var found = document["paths"].Members().FirstOrDefault(entry => PathShape.Of(entry.Key) == shape).Value;
        return service.Resolve(found.Of("get").Of("responses").Of("200")).Of("content").Members()
            .FirstOrDefault(entry => entry.Key.Contains("json", StringComparison.OrdinalIgnoreCase)).Value.Of("schema") as JsonObject;
    }
}
