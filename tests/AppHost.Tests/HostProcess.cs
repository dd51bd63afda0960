using System.Diagnostics;
using System.Text;
using Support;

namespace AppHost.Tests;

/// <summary>The AppHost as its users start it: the built program, in a process of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();

    private HostProcess(Process process) => this.process = process;

    public static HostProcess Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "AppHost.exe" : "AppHost");
        var host = new HostProcess(Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.File("AppHost"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        host.process.OutputDataReceived += (_, line) => host.Keep(line.Data);
        host.process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        return host;
    }

    /// <summary>All that it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Waits for the end and answers the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
