using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gateway.Api.OpenApi;

/// <summary>The document for people: a page without a script and without anything from elsewhere.</summary>
internal static partial class OpenApiPage
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
        h3{font-size:1.05rem;margin:2rem 0 .3rem}code{font-family:ui-monospace,monospace}b{display:inline-block;min-width:4.8rem}
        table{border-collapse:collapse;width:100%}td{border-top:1px solid #d0d7de;padding:.25rem .6rem .25rem 0;vertical-align:top}
        pre{background:#f6f8fa;padding:.6rem;white-space:pre-wrap}h3,pre{overflow-wrap:anywhere}p{margin:.2rem 0}
        @media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}pre{background:#161b22}td{border-color:#30363d}a{color:#58a6ff}}
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(JsonObject document)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Gateway API</title><style>")
            .Append(Style).Append("</style></head><body><main><h1>Gateway API</h1><p>As <a href=\"/openapi.json\">OpenAPI 3.1</a>.</p><h2>Operations</h2>");
        foreach (var (path, item) in document["paths"].Members())
        {
            foreach (var (method, operation) in item.Members())
            {
                WriteOperation(page, path, method, operation!.AsObject());
            }
        }

        page.Append("<h2>Schemas</h2>");
        foreach (var (name, schema) in document["components"].Of("schemas").Members().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            page.Append("<section id=\"").Append(Encode(name)).Append("\"><h3><code>").Append(Encode(name)).Append("</code></h3>");
            WriteJson(page, schema);
            page.Append("</section>");
        }

        return page.Append("</main></body></html>").ToString();
    }

    private static void WriteOperation(StringBuilder page, string path, string method, JsonObject operation)
    {
        page.Append("<section><h3><b>").Append(Encode(method.ToUpperInvariant())).Append("</b> <code>").Append(Encode(path)).Append("</code></h3><p>")
            .Append(Text(operation["summary"])).Append(operation["security"] is null ? "" : " (signed in)").Append("</p><table>");
        foreach (var parameter in operation["parameters"].Objects())
        {
            page.Append("<tr><td><code>").Append(Text(parameter["name"])).Append("</code></td><td>").Append(Text(parameter["in"])).Append("</td><td>")
                .Append(Text(parameter["description"])).Append("</td></tr>");
        }

        foreach (var (status, response) in operation["responses"].Members().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            page.Append("<tr><td>").Append(Encode(status)).Append("</td><td colspan=\"2\">").Append(Text(response.Of("description"))).Append("</td></tr>");
        }

        page.Append("</table>");
        WriteSchema(page, "Body", SchemaOf(operation["requestBody"]));
        WriteSchema(page, "Answer", operation["responses"].Members().Where(response => response.Key.StartsWith('2')).Select(response => SchemaOf(response.Value)).FirstOrDefault(schema => schema is not null));
        page.Append("</section>");
    }

    private static JsonNode? SchemaOf(JsonNode? holder) =>
        holder.Of("content").Members().Select(content => content.Value.Of("schema")).FirstOrDefault(schema => schema is not null);

    private static void WriteSchema(StringBuilder page, string what, JsonNode? schema)
    {
        if (schema.Of("$ref").Text() is { } reference)
        {
            page.Append("<p>").Append(what).Append(": ").Append(Linked(Encode(reference))).Append("</p>");
        }
        else if (schema is not null)
        {
            page.Append("<details><summary>").Append(what).Append("</summary>");
            WriteJson(page, schema);
            page.Append("</details>");
        }
    }

    private static void WriteJson(StringBuilder page, JsonNode? schema) =>
        page.Append("<pre>").Append(Linked(Encode(schema?.ToJsonString(Indented) ?? "null"))).Append("</pre>");

    /// <summary>References to schemas lead to them.</summary>
    private static string Linked(string encoded) => Reference().Replace(encoded, "<a href=\"#$1\">$1</a>");

    /// <summary>What a service says in words; code stands between backquotes there.</summary>
    private static string Text(JsonNode? node) => Code().Replace(Encode(node.Text() ?? ""), "<code>$1</code>");

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    [GeneratedRegex("#/components/schemas/([A-Za-z0-9._-]+)")]
    private static partial Regex Reference();

    [GeneratedRegex("`(.+?)`")]
    private static partial Regex Code();
}
