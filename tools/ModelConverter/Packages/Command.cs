using System.ComponentModel;
using System.Diagnostics;

namespace ModelConverter.Packages;

/// <summary>Programs of Node.js, which a build of this system needs anyway.</summary>
internal static class Command
{
    /// <summary>Runs to the end and answers exit code, output and errors; code 127 where there is no such program.</summary>
    public static (int Code, string Output, string Errors) Run(string program, IReadOnlyList<string> arguments, string folder)
    {
        // On Windows npm is a script, which only the shell starts.
        var shell = OperatingSystem.IsWindows();
        var start = new ProcessStartInfo(shell ? "cmd.exe" : program, shell ? ["/d", "/c", program, .. arguments] : arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (Win32Exception)
        {
            return (127, "", $"{program} is not on the PATH: Node.js 20 or later with npm is needed.");
        }
    }
}
