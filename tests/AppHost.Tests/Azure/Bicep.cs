using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace AppHost.Tests.Azure;

/// <summary>The Bicep compiler of the package feed. It ends with 0 in spite of warnings, so whatever it says is a failure here.</summary>
internal static class Bicep
{
    private const string Subscription = "00000000-0000-0000-0000-00000000000a";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Program
    {
        get
        {
            var folder = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "BicepFolder").Value!;
            var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "bicep.exe" : "bicep");
            if (!OperatingSystem.IsWindows())
            {
                // A package keeps no execute bit for everybody.
                File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute | UnixFileMode.UserRead);
            }

            return program;
        }
    }

    /// <summary>Compiles and lints; answers the template.</summary>
    public static async Task<JsonObject> BuildAsync(string file)
    {
        var output = Path.ChangeExtension(file, ".json");
        await SilentAsync("build", file, "--outfile", output);
        return JsonNode.Parse(await File.ReadAllTextAsync(output))!.AsObject();
    }

    /// <summary>Compiles and lints every module that matches.</summary>
    public static Task LintAsync(string pattern) => SilentAsync("lint", "--pattern", pattern);

    /// <summary>Evaluates a deployment and answers the resources that it would make.</summary>
    public static async Task<IReadOnlyList<JsonObject>> SnapshotAsync(string parametersFile, string? resourceGroup)
    {
        await SilentAsync(Snapshot(parametersFile, resourceGroup, "overwrite"));
        var snapshot = JsonNode.Parse(await File.ReadAllTextAsync(SnapshotFile(parametersFile)))!;
        return [.. snapshot["predictedResources"]!.AsArray().Select(resource => resource!.AsObject())];
    }

    /// <summary>Fails with the difference where a deployment is another than its snapshot says.</summary>
    public static Task ValidateAsync(string parametersFile, string? resourceGroup) => SilentAsync(Snapshot(parametersFile, resourceGroup, "validate"));

    public static string SnapshotFile(string parametersFile) => Path.ChangeExtension(parametersFile, ".snapshot.json");

    private static string[] Snapshot(string file, string? resourceGroup, string mode) =>
    [
        "snapshot", file, "--mode", mode, "--subscription-id", Subscription, "--location", "westeurope",
        .. resourceGroup is null ? [] : (string[])["--resource-group", resourceGroup],
    ];

    private static async Task SilentAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        var said = $"{await output}{await errors}".Trim();
        Assert.True(process.ExitCode == 0 && said.Length == 0, $"bicep {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }
}
