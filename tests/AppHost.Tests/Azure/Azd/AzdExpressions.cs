using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AppHost.Tests.Azure.Azd;

/// <summary>
/// How azd reads the expressions of a manifest, restated from its generator (cli/azd/pkg/apphost of the public repository
/// Azure/azure-dev, August 2026) for the kinds of resources that ours has; anything else fails, as it should be looked at then.
/// </summary>
internal sealed partial class AzdExpressions(JsonObject manifest)
{
    /// <summary>For a main.bicep: an output becomes a mark that <see cref="AzdMain"/> resolves, a parameter its name.</summary>
    public string ForMain(string text) => Evaluate(text, expression => Resolve(expression, ForMain, (resource, output) =>
        $"{{{{{Symbol(resource)}.outputs.{output}}}}}", parameter => $"{{{{{Symbol(parameter)}}}}}"));

    /// <summary>For the parameters of a service: what azd's template fills when it deploys.</summary>
    public string ForService(string text) => Evaluate(text, expression => Resolve(expression, ForService, (resource, output) =>
        $"{{{{ .Env.{Symbol(resource).ToUpperInvariant()}_{output.ToUpperInvariant()} }}}}", ServiceParameter));

    /// <summary>A name as Bicep and azd's environment write it.</summary>
    public static string Symbol(string name) => name.Replace('-', '_');

    /// <summary><c>{a.outputs.b}</c> in any text, also where braces around it are doubled.</summary>
    public static IEnumerable<(string Resource, string Output)> OutputsIn(string text) =>
        Output().Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    private JsonObject Resource(string name) => manifest["resources"]![name]?.AsObject()
        ?? throw new InvalidOperationException($"unknown resource referenced in binding expression: {name}");

    private string Resolve(string expression, Func<string, string> evaluate, Func<string, string, string> output, Func<string, string> parameter)
    {
        var (name, property) = (expression[..expression.IndexOf('.', StringComparison.Ordinal)], expression[(expression.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        var resource = Resource(name);
        return ((string)resource["type"]!, property.Split('.')) switch
        {
            (_, ["connectionString"]) when resource["connectionString"] is { } text => evaluate((string)text!),
            ("parameter.v0", ["value"]) => parameter(name),
            ("azure.bicep.v0", ["outputs", var one]) => output(name, one),
            ("project.v1" or "container.v1", ["containerImage"]) => "{{ .Image }}",
            ("project.v1" or "container.v1", ["containerPort"]) => resource["bindings"]!.AsObject().Count > 0
                ? "{{ targetPortOrDefault 8080 }}"
                : throw new InvalidOperationException($"{name} has no binding, so azd finds no port."),
            ("project.v1" or "container.v1", ["bindings", var binding, "targetPort"]) =>
                resource["bindings"]![binding]!["targetPort"] is { } port ? ((int)port).ToString(CultureInfo.InvariantCulture) : "{{ targetPortOrDefault 0 }}",
            _ => throw new InvalidOperationException($"azd's generator is not restated for {{{expression}}}."),
        };
    }

    private string ServiceParameter(string name)
    {
        var input = Resource(name)["inputs"]!["value"]!;
        var isSecret = (bool?)input["secret"] == true;
        return (string?)input["default"]?["value"] switch
        {
            { } when isSecret => throw new InvalidOperationException($"default value for secured parameter {name} is not supported"),
            { } value => $"{{{{ parameterWithDefault \"{Symbol(name)}\" \"{value}\"}}}}",
            null => $"{{{{ {(isSecret ? "securedParameter" : "parameter")} \"{Symbol(name)}\" }}}}",
        };
    }

    /// <summary><c>{expression}</c>, and <c>{{</c> and <c>}}</c> for single braces.</summary>
    private static string Evaluate(string text, Func<string, string> evaluate)
    {
        var result = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            var (character, isDoubled) = (text[index], index + 1 < text.Length && text[index + 1] == text[index]);
            if (character is not ('{' or '}'))
            {
                result.Append(character);
            }
            else if (isDoubled)
            {
                result.Append(character);
                index++;
            }
            else if (character == '{' && text.IndexOf('}', index) is var end and > 0)
            {
                result.Append(evaluate(text[(index + 1)..end]));
                index = end;
            }
            else
            {
                throw new FormatException($"A brace at {index} stands alone: {text}");
            }
        }

        return result.ToString();
    }

    [GeneratedRegex(@"\{([a-zA-Z0-9\-]+)\.outputs\.([a-zA-Z0-9\-_]+)\}")]
    private static partial Regex Output();
}
