using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AppHost.Publishing;

/// <summary>
/// JSON that reaches a module as one text. On its way azd reads <c>{a.b}</c> as an expression and <c>{{</c> as a brace, and Bicep
/// reads <c>\\</c> as a backslash; so expressions are kept aside until everything else is escaped.
/// </summary>
internal sealed partial class AzdText
{
    private readonly List<string> expressions = [];

    /// <summary>Text of which <c>{a.b}</c> are expressions, to be put into the JSON.</summary>
    public string Mixed(string valueExpression) => Expression().Replace(valueExpression, match =>
    {
        expressions.Add(match.Value);
        return Mark(expressions.Count - 1);
    });

    /// <summary>What an expression of Aspire says, to be put into the JSON.</summary>
    public string Mixed(IManifestExpressionProvider provider) => Mixed(provider.ValueExpression);

    /// <summary>The JSON as azd wants a parameter.</summary>
    public string Write(JsonNode json)
    {
        // System.Text.Json writes an apostrophe as \u0027, so none ends the text in Bicep.
        var text = new StringBuilder(json.ToJsonString()).Replace("{", "{{").Replace("}", "}}").Replace("\\", "\\\\");
        for (var index = 0; index < expressions.Count; index++)
        {
            text.Replace(Mark(index), expressions[index]);
        }

        return text.ToString();
    }

    private static string Mark(int index) => string.Create(CultureInfo.InvariantCulture, $"@expression-{index}@");

    [GeneratedRegex(@"\{[^{}]+\}")]
    private static partial Regex Expression();
}
