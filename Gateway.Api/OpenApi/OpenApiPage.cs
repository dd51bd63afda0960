using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace Gateway.Api.OpenApi;

/// <summary>The document for people: a page without a script and without anything from elsewhere.</summary>
internal static class OpenApiPage
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
        h2{font-size:1.05rem;margin:2rem 0 .3rem}code{font-family:ui-monospace,monospace}b{display:inline-block;min-width:4.2rem}
        table{border-collapse:collapse;width:100%}td{border-top:1px solid #d0d7de;padding:.25rem .6rem .25rem 0;vertical-align:top}
        pre{background:#f6f8fa;padding:.6rem;overflow:auto}p{margin:.2rem 0}
        @media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}pre{background:#161b22}td{border-color:#30363d}a{color:#58a6ff}}
        """;

    public static string Of(JsonObject document)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Gateway API</title><style>")
            .Append(Style).Append("</style></head><body><main><h1>Gateway API</h1><p>As <a href=\"/openapi.json\">OpenAPI 3.1</a>.</p>");
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                Write(page, path, method, operation!.AsObject());
            }
        }

        return page.Append("</main></body></html>").ToString();
    }

    private static void Write(StringBuilder page, string path, string method, JsonObject operation)
    {
        page.Append("<section><h2><b>").Append(Text(method.ToUpperInvariant())).Append("</b> <code>").Append(Text(path)).Append("</code></h2><p>")
            .Append(Text(operation["summary"])).Append(operation["security"] is null ? "" : " (signed in)").Append("</p><table>");
        foreach (var parameter in operation["parameters"].Objects())
        {
            page.Append("<tr><td><code>").Append(Text(parameter["name"])).Append("</code></td><td>").Append(Text(parameter["in"])).Append("</td><td>")
                .Append(Text(parameter["description"])).Append("</td></tr>");
        }

        foreach (var (status, response) in operation["responses"].Members().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            page.Append("<tr><td>").Append(Text(status)).Append("</td><td colspan=\"2\">").Append(Text(response.Of("description"))).Append("</td></tr>");
        }

        page.Append("</table>");
        if (operation["responses"].Members().Where(response => response.Key.StartsWith('2'))
            .Select(response => response.Value.Of("content").Of("application/json").Of("schema")).FirstOrDefault(found => found is not null) is { } schema)
        {
            page.Append("<details><summary>Schema</summary><pre>").Append(Text(schema.ToJsonString(new() { WriteIndented = true }))).Append("</pre></details>");
        }

        page.Append("</section>");
    }

    private static string Text(JsonNode? node) => Text(node.Text() ?? "");

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
