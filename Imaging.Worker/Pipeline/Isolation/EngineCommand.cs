using System.Collections;
using System.Diagnostics;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>How a child is started: this very program, with an environment that holds no connection string and no token.</summary>
internal static class EngineCommand
{
    /// <summary>What a .NET process needs to start; whatever else is there, it does not see.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SystemRoot", "LD_LIBRARY_PATH",
        "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
    };

    public static ProcessStartInfo Create()
    {
        var assembly = typeof(EngineCommand).Assembly.Location;
        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = File.Exists(program)
            ? new ProcessStartInfo(program, [EngineHost.Argument])
            : new ProcessStartInfo("dotnet", [assembly, EngineHost.Argument]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetDirectoryName(assembly);
        SetEnvironment(start);
        return start;
    }

    private static void SetEnvironment(ProcessStartInfo start)
    {
        start.Environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (Kept.Contains((string)variable.Key))
            {
                start.Environment[(string)variable.Key] = (string?)variable.Value;
            }
        }

        // One arena per thread keeps freed memory for ever (imgproxy #116); two are enough for one image.
        start.Environment["MALLOC_ARENA_MAX"] = "2";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
    }
}
