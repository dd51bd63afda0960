using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AppHost.Tests.Azure.Azd;

/// <summary>The <c>main.bicep</c> that azd makes of a manifest whose AppHost owns the compute, restated.</summary>
internal sealed partial class AzdMain(JsonObject manifest)
{
    private static readonly string[] Promoted = ["AZURE_CONTAINER_REGISTRY_ENDPOINT", "AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN"];

    private readonly AzdExpressions expressions = new(manifest);

    private IEnumerable<(string Name, JsonObject Resource)> Resources =>
        manifest["resources"]!.AsObject().Select(resource => (resource.Key, resource.Value!.AsObject())).OrderBy(resource => resource.Key, StringComparer.Ordinal);

    public IEnumerable<(string Name, JsonObject Resource)> Modules => OfType("azure.bicep.v0");

    public string Write()
    {
        var text = new StringBuilder("""
            targetScope = 'subscription'

            @minLength(1)
            @maxLength(64)
            param environmentName string

            @minLength(1)
            param location string

            param principalId string = ''

            """);
        foreach (var (name, resource) in OfType("parameter.v0"))
        {
            WriteParameter(text, name, resource["inputs"]!["value"]!);
        }

        text.Append("""

            var tags = {
              'azd-env-name': environmentName
            }

            resource rg 'Microsoft.Resources/resourceGroups@2022-09-01' = {
              name: 'rg-${environmentName}'
              location: location
              tags: tags
            }

            """);
        foreach (var (name, resource) in Modules)
        {
            WriteModule(text, name, resource);
        }

        foreach (var (name, value) in Outputs())
        {
            text.AppendLine($"output {AzdExpressions.Symbol(name)} string = {AzdExpressions.Symbol(value)}");
        }

        return text.ToString();
    }

    /// <summary>Whatever a connection string, an environment or a deployment names, azd keeps in its own environment.</summary>
    public SortedDictionary<string, string> Outputs()
    {
        var texts = Resources.SelectMany(entry => Texts(entry.Resource["connectionString"])
            .Concat(Texts(entry.Resource["env"])).Concat(Texts(entry.Resource["deployment"]?["params"])));
        var outputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (resource, output) in texts.SelectMany(AzdExpressions.OutputsIn))
        {
            outputs[$"{resource.ToUpperInvariant()}_{output.ToUpperInvariant()}"] = $"{resource}.outputs.{output}";
            foreach (var name in Promoted.Where(output.Contains))
            {
                outputs[name] = $"{resource}.outputs.{output}";
            }
        }

        return outputs;
    }

    private IEnumerable<(string Name, JsonObject Resource)> OfType(string type) => Resources.Where(entry => (string?)entry.Resource["type"] == type);

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject values => values.Select(value => (string)value.Value!),
        null => [],
        _ => [(string)node!],
    };

    private static void WriteParameter(StringBuilder text, string name, JsonNode input)
    {
        if (input["default"]?["generate"] is { } generate)
        {
            text.AppendLine($"@metadata({{azd: {{ type: 'generate', config: {{length:{generate["minLength"]},noSpecial:{((bool?)generate["special"] == false ? "true" : "false")}}} }} }})");
        }

        if ((bool?)input["secret"] == true)
        {
            text.AppendLine("@secure()");
        }

        // azd declares parameters that only services use; the linter's word for it is not about our modules.
        text.AppendLine("#disable-next-line no-unused-params");
        text.AppendLine($"param {AzdExpressions.Symbol(name)} string{((string?)input["default"]?["value"] is { } value ? $" = '{value}'" : "")}");
    }

    private void WriteModule(StringBuilder text, string name, JsonObject resource)
    {
        text.AppendLine($"module {AzdExpressions.Symbol(name)} '{name}/{Path.GetFileName((string)resource["path"]!)}' = {{")
            .AppendLine($"  name: '{name}'").AppendLine("  scope: rg").AppendLine("  params: {");
        foreach (var (parameter, value) in resource["params"]!.AsObject().Append(new("location", null)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"    {parameter}: {Value(parameter, value)}");
        }

        text.AppendLine("  }").AppendLine("}");
    }

    private string Value(string parameter, JsonNode? value) => (parameter, value?.ToJsonString()) switch
    {
        ("location", null) => "location",
        ("userPrincipalId", "\"\"") => "principalId",
        var (_, json) => Reference(json!),
    };

    /// <summary>A value that is one reference loses its quotes; text around a reference would stay text, which is a trap.</summary>
    private string Reference(string json)
    {
        var evaluated = SingleQuoted().Replace(json.Replace('"', '\''), match => expressions.ForMain(match.Value));
        var bare = evaluated.Replace("'{{", "", StringComparison.Ordinal).Replace("}}'", "", StringComparison.Ordinal);
        if (evaluated == $"'{{{{{bare}}}}}'")
        {
            return bare;
        }

        return evaluated.Contains("{{", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"azd takes no text around a reference in a module's parameter: {json}")
            : evaluated;
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex SingleQuoted();
}
