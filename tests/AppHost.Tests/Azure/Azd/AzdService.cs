using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AppHost.Tests.Azure.Azd;

/// <summary>The parameters that azd hands to the module of one service, restated: first a template, then filled.</summary>
internal sealed partial class AzdService(JsonObject manifest, string name)
{
    private readonly AzdExpressions expressions = new(manifest);

    private JsonObject Resource => manifest["resources"]![name]!.AsObject();

    public string ModulePath => (string)Resource["deployment"]!["path"]!;

    /// <param name="outputs">Values of azd's environment: what the modules answered.</param>
    /// <param name="parameters">Values that were typed or generated.</param>
    public string Write(IReadOnlyDictionary<string, string> outputs, IReadOnlyDictionary<string, string> parameters)
    {
        EvaluateEnvironment();
        var text = new StringBuilder($"using './{Path.GetFileName(ModulePath)}'").AppendLine();
        foreach (var (parameter, value) in Resource["deployment"]!["params"]!.AsObject().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            // azd stops at a parameter that is no text; so does this cast.
            var evaluated = Quoted(expressions.ForService((string)value!));
            text.AppendLine($"param {parameter} = {Fill(evaluated, outputs, parameters)}");
        }

        return text.ToString();
    }

    /// <summary>azd does not use it beside a deployment, but stops where an expression of it does not resolve.</summary>
    private void EvaluateEnvironment()
    {
        foreach (var (_, value) in Resource["env"]!.AsObject())
        {
            expressions.ForService((string)value!);
        }
    }

    /// <summary>azd writes YAML, which quotes text of special form, and adds quotes to what has none; a bare number would get two kinds.</summary>
    private static string Quoted(string value)
    {
        if (Ambiguous().IsMatch(value))
        {
            throw new InvalidOperationException($"azd would hand over '\"{value}\"', quotes included.");
        }

        if (value.Contains('\'', StringComparison.Ordinal) || value.Any(char.IsControl))
        {
            throw new InvalidOperationException($"An apostrophe or a control character would end the text in Bicep: {value}");
        }

        return $"'{value}'";
    }

    private static string Fill(string template, IReadOnlyDictionary<string, string> outputs, IReadOnlyDictionary<string, string> parameters) =>
        Action().Replace(template, action => action.Groups["body"].Value.Trim().Split(' ') switch
        {
            [".Image"] => "registry.example.azurecr.io/app:1",
            ["targetPortOrDefault", _] => "8080",
            [var output] when output.StartsWith(".Env.", StringComparison.Ordinal) => outputs[output[".Env.".Length..]],
            ["parameter" or "securedParameter", var parameter] => parameters[parameter.Trim('"')],
            ["parameterWithDefault", var parameter, var value] => parameters.GetValueOrDefault(parameter.Trim('"'), value.Trim('"')),
            _ => throw new InvalidOperationException($"azd's template has no {action.Value}."),
        });

    // What YAML takes for another type than text, and so writes in double quotes.
    [GeneratedRegex(@"^(true|false|null|yes|no|~|[-+]?[0-9.]+([eE][-+]?[0-9]+)?|)$")]
    private static partial Regex Ambiguous();

    [GeneratedRegex(@"\{\{(?<body>[^{}]+)\}\}")]
    private static partial Regex Action();
}
