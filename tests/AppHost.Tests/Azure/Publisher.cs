using System.Text.Json.Nodes;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>The AppHost, asked for its manifest as azd asks it.</summary>
internal static class Publisher
{
    /// <summary>Where everything about one deployment goes: a fixed depth below the checkout, since a manifest has relative paths.</summary>
    public static string Folder(string deployment) => Repository.File("artifacts", "azure", deployment);

    /// <summary>The manifest of a deployment with these settings.</summary>
    public static async Task<JsonObject> ManifestAsync(string deployment, params string[] settings)
    {
        var path = Path.Combine(Folder(deployment), "manifest.json");
        Directory.CreateDirectory(Folder(deployment));
        File.Delete(path);
        await using var host = HostProcess.Start(["--publisher", "manifest", "--output-path", path, .. settings]);

        Assert.True(await host.EndAsync() == 0, host.Output);
        return JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
    }

    /// <summary>What a start says that is refused.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var host = HostProcess.Start(arguments);
        var code = await host.EndAsync();
        return (code, host.Output);
    }
}
