using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Support;

namespace Chat.Client.Tests.Conformance;

/// <summary>
/// A page that holds the TypeScript client and its runner as modules, unbundled: the same files of the client and of SignalR that a bundler
/// takes for a browser.
/// </summary>
internal static class BrowserPage
{
    public const string Path = "browser";

    private const string Html = """
        <!doctype html>
        <title>Conformance</title>
        <script type="importmap">
        {
          "imports": {
            "@microsoft/signalr": "/clients/typescript/node_modules/@microsoft/signalr/dist/esm/index.js",
            "@microsoft/signalr-protocol-msgpack": "/clients/typescript/node_modules/@microsoft/signalr-protocol-msgpack/dist/esm/index.js",
            "@msgpack/msgpack": "/clients/typescript/node_modules/@msgpack/msgpack/dist.es5+esm/index.mjs",
            "node:assert/strict": "/clients/typescript/build/conformance/browser/assert.js"
          }
        }
        </script>
        <script type="module" src="/clients/typescript/build/conformance/browser/run.js"></script>
        """;

    private static readonly PhysicalFileProvider Clients = new(Repository.File("clients"));

    public static void MapBrowserPage(this WebApplication app)
    {
        app.MapGet(Path, () => Results.Content(Html, "text/html"));
        app.MapGet("/clients/{**path}", Module);
    }

    /// <summary>SignalR's own modules name each other without an ending, which bundlers add.</summary>
    private static IResult Module(string path)
    {
        var file = ((string[])[path, path + ".js"]).Select(name => Clients.GetFileInfo(name)).FirstOrDefault(file => file is { Exists: true, IsDirectory: false });
        return file is null ? Results.NotFound() : Results.File(file.PhysicalPath!, path.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "text/javascript");
    }
}
