using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Template;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Api.OpenApi;

/// <summary>What a service says of the operations that a route passes to it, as they are called from outside.</summary>
internal sealed class ProxiedOperations(SchemaLibrary schemas)
{
    private const string RemovePrefix = "PathRemovePrefix";

    public IReadOnlyList<(string Path, string Method, JsonObject Operation)> Of(RouteConfig route, string path)
    {
        if (route.ClusterId is not { } service)
        {
            return [];
        }

        var prefix = route.Transforms?.Select(transform => transform.GetValueOrDefault(RemovePrefix)).FirstOrDefault(value => value is not null);
        var passed = new TemplateMatcher(TemplateParser.Parse(path.TrimStart('/')), []);
        return [.. schemas.OperationsOf(service)
            .Select(one => one with { Path = prefix + one.Path })
            .Where(one => passed.TryMatch(one.Path, []) && route.Match.Methods?.Contains(one.Method, StringComparer.OrdinalIgnoreCase) != false)
            .Select(one => one with { Operation = FromOutside(one.Operation, service) })];
    }

    private static JsonObject FromOutside(JsonObject operation, string service)
    {
        operation["tags"] = new JsonArray(service);
        if (operation["operationId"].Text() is { } id)
        {
            operation["operationId"] = $"{service}-{id}";
        }

        // Who may call is the route's to say; it asks before the service does.
        operation.Remove("security");
        if (operation["responses"] is not JsonObject)
        {
            operation["responses"] = new JsonObject();
        }

        ((JsonObject)operation["responses"]!).TryAdd("502", OpenApiDocument.Problem("The service does not answer, or badly."));
        return operation;
    }
}
