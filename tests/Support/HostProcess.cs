using System.Diagnostics;
using System.Text;

namespace Support;

/// <summary>The AppHost as its users start it: the built program, in a process of its own.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();

    private HostProcess(Process process) => this.process = process;

    /// <summary>Starts the program of the AppHost's own output: the copy beside a test lacks what the test's framework has.</summary>
    public static HostProcess Start(params string[] arguments)
    {
        var program = Path.Combine(Repository.Built("AppHost"), OperatingSystem.IsWindows() ? "AppHost.exe" : "AppHost");
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
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    /// <summary>Process id.</summary>
    public int Id => process.Id;

    /// <inheritdoc/>
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
