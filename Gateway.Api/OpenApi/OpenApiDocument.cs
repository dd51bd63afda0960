using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Values;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Api.OpenApi;

/// <summary>The gateway's API as an OpenAPI 3.1 document: composed answers with the schemas of their parts, and the routes that pass through.</summary>
internal sealed partial class OpenApiDocument(ServiceDocuments services)
{
    private const string Bearer = "bearer";
    private static readonly string[] AllMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public async Task<JsonObject> BuildAsync(Plan plan, IReadOnlyList<RouteConfig> routes, CancellationToken cancellationToken)
    {
        var asked = plan.Routes.SelectMany(route => route.Parts).Select(part => part.Service).Concat(routes.Select(route => route.ClusterId).OfType<string>());
        var schemas = new SchemaLibrary(await services.OfAsync(asked, cancellationToken));
        var paths = new JsonObject();
        foreach (var route in plan.Routes)
        {
            var composed = new ComposedSchema(schemas).Build(route);
            Item(paths, PathOf(route.Pattern.RawText!))[route.IdsMax > 0 ? "post" : "get"] = Composed(route, composed);
        }

        foreach (var route in routes.OrderBy(route => route.Match.Path, StringComparer.Ordinal))
        {
            if (route.Match.Path is { } path && !AddDescribed(paths, schemas, route, path))
            {
                AddProxied(Item(paths, PathOf(path)), route, path);
            }
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Gateway", ["version"] = "1", ["description"] = "Composed answers, and services behind the gateway." },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["securitySchemes"] = new JsonObject { [Bearer] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" } },
            },
        };
    }

    private static JsonObject Composed(ComposedRoute route, JsonObject schema)
    {
        var parameters = PathParameters(route.Pattern.RawText!);
        foreach (var source in route.Parts.SelectMany(part => part.Template.Sources.Concat(part.If is { } condition ? [condition.Source] : []))
            .Where(source => source.Kind is SourceKind.Query or SourceKind.Header).DistinctBy(source => (source.Kind, source.Name)))
        {
            parameters.Add(Parameter(source.Name, source.Kind == SourceKind.Query ? "query" : "header", isRequired: false, "Passed to the services."));
        }

        parameters.Add(Parameter("fields", "query", isRequired: false, "Members that are wanted, joined by commas: price,product.name."));
        var operation = new JsonObject
        {
            ["operationId"] = $"compose-{route.Name}",
            ["tags"] = new JsonArray("Composed answers"),
            ["summary"] = $"Composed of {string.Join(", ", route.Parts.Select(part => part.Name))} within {route.Budget.TotalSeconds:0.###} s",
            ["parameters"] = parameters,
            ["responses"] = Responses(route, schema),
        };
        if (route.IdsMax > 0)
        {
            operation["requestBody"] = IdsBody(route.IdsMax);
        }

        return Secured(operation, route.IsAnonymous);
    }

    private static JsonObject Responses(ComposedRoute route, JsonObject schema)
    {
        var responses = new JsonObject
        {
            ["200"] = Response("The parts; _partial names those that are missing.", "application/json", schema),
            ["400"] = Problem("A value, a field or the ids are refused."),
        };
        if (route.IdsMax == 0)
        {
            responses["304"] = new JsonObject { ["description"] = "The client has this answer (If-None-Match)." };
        }

        if (route.Parts.Any(part => part.IsRequired))
        {
            responses["404"] = Problem("A required part says that there is no such thing.");
            responses["502"] = Problem("A required part failed; part names it.");
            responses["504"] = Problem("A required part did not answer in time; part names it.");
        }

        return responses;
    }

    /// <summary>What the service says of its own paths behind the route; false: it says nothing.</summary>
    private static bool AddDescribed(JsonObject paths, SchemaLibrary schemas, RouteConfig route, string path)
    {
        var isDescribed = false;
        foreach (var (outer, method, operation) in new ProxiedOperations(schemas).Of(route, path))
        {
            isDescribed = true;
            // Several routes may lead to one operation; the first one speaks for it.
            Item(paths, outer).TryAdd(method, Secured(operation, IsAnonymous(route)));
        }

        return isDescribed;
    }

    private static bool IsAnonymous(RouteConfig route) => string.Equals(route.AuthorizationPolicy, "anonymous", StringComparison.OrdinalIgnoreCase);

    private static void AddProxied(JsonObject item, RouteConfig route, string path)
    {
        foreach (var method in (route.Match.Methods ?? AllMethods).Select(method => method.ToLowerInvariant()))
        {
            // Several routes may share a path and differ by headers; the first one speaks for it.
            item.TryAdd(method, Secured(
                new()
                {
                    ["operationId"] = $"{route.RouteId}-{method}",
                    ["tags"] = new JsonArray(route.ClusterId ?? "proxied"),
                    ["summary"] = $"Passed to {route.ClusterId}",
                    ["parameters"] = PathParameters(path),
                    ["responses"] = new JsonObject
                    {
                        ["default"] = new JsonObject { ["description"] = $"What {route.ClusterId} answers." },
                        ["502"] = Problem("The service does not answer, or badly."),
                    },
                },
                IsAnonymous(route)));
        }
    }

    private static JsonObject Secured(JsonObject operation, bool isAnonymous)
    {
        if (!isAnonymous)
        {
            operation["security"] = new JsonArray(new JsonObject { [Bearer] = new JsonArray() });
            ((JsonObject)operation["responses"]!).TryAdd("401", Problem("Nobody is signed in."));
        }

        return operation;
    }

    private static JsonArray PathParameters(string path) =>
        new([.. Value().Matches(path).Select(match => Parameter(match.Groups["name"].Value, "path", isRequired: true, match.Value.StartsWith("{*", StringComparison.Ordinal) ? "The rest of the path, slashes included." : null))]);

    private static JsonObject Parameter(string name, string place, bool isRequired, string? description)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = isRequired, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private static JsonObject IdsBody(int idsMax) => new()
    {
        ["required"] = true,
        ["content"] = Content("application/json", new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("ids"),
            ["properties"] = new JsonObject
            {
                ["ids"] = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["maxItems"] = idsMax, ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number") } },
            },
        }),
    };

    internal static JsonObject Problem(string description) => Response(description, "application/problem+json", new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["code"] = new JsonObject { ["type"] = "string" }, ["detail"] = new JsonObject { ["type"] = "string" }, ["part"] = new JsonObject { ["type"] = "string" } },
    });

    private static JsonObject Response(string description, string type, JsonObject schema) => new() { ["description"] = description, ["content"] = Content(type, schema) };

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Item(JsonObject paths, string path)
    {
        if (paths[path] is not JsonObject item)
        {
            paths[path] = item = [];
        }

        return item;
    }

    /// <summary><c>/a/{**rest}</c> and <c>/a/{id:int}</c> are <c>/a/{rest}</c> and <c>/a/{id}</c> here.</summary>
    private static string PathOf(string path) => Value().Replace(path, match => $"{{{match.Groups["name"].Value}}}");

    [GeneratedRegex(@"\{\*{0,2}(?<name>[A-Za-z0-9_]+)[^}]*\}")]
    private static partial Regex Value();
}
