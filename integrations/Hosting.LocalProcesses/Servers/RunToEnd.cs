using System.Diagnostics;

namespace Hosting.LocalProcesses.Servers;

/// <summary>Runs a short command and waits for its end.</summary>
internal static class RunToEnd
{
    /// <returns>What the command wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">The exit code is not 0; the message holds what the command wrote.</exception>
    public static async Task<string> RunAsync(ServerCommand command, string input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in command.Environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{Path.GetFileName(command.FileName)} ended with {process.ExitCode}: {await error}{await output}".Trim());
    }
}
