using System.Diagnostics;
using Support;

namespace Chat.Client.Tests;

/// <summary>Runs a built program of clients/typescript and answers what it wrote.</summary>
internal static class NodeProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="InvalidOperationException">The exit code is not 0; the message holds what the program wrote.</exception>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Repository.File("clients", "typescript", "build"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Limit);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"node ended with {process.ExitCode}: {await error}{await output}");
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
