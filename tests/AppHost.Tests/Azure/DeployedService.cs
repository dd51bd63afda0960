using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hosting.LocalProcesses.Servers;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>A service with the environment of its container app, and nothing else of this machine's, but on this machine.</summary>
internal sealed class DeployedService : IAsyncDisposable
{
    /// <summary>Where .NET finds itself and a place for files; a container has these too.</summary>
    private static readonly string[] Kept = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT"];

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly HttpClient client;

    private DeployedService(Process process, int port)
    {
        this.process = process;
        client = new() { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(8) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <param name="project">Whose built program is started.</param>
    /// <param name="environment">As the container app has it.</param>
    /// <param name="here">What is elsewhere on this machine: secrets, and addresses of stores.</param>
    public static DeployedService Start(
        string project, IReadOnlyDictionary<string, (string? Value, string? Secret)> environment, IReadOnlyDictionary<string, string> here)
    {
        var port = FreePort.Next();
        var program = Path.Combine(Repository.Built(project), OperatingSystem.IsWindows() ? $"{project}.exe" : project);
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Repository.Built(project),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Except(Kept).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, (value, secret)) in environment)
        {
            start.Environment[name] = here.GetValueOrDefault(name) ?? value ?? throw new InvalidOperationException($"{name} needs the secret {secret}.");
        }

        start.Environment["HTTP_PORTS"] = port.ToString(CultureInfo.InvariantCulture);
        // Who asks for a token must ask nobody outside this machine.
        start.Environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = "http://127.0.0.1:1";
        return new(Process.Start(start)!, port);
    }

    /// <summary>Waits until the path answers 200, and answers its text.</summary>
    public Task<string> SaysAsync(string path) => Eventually.BecomesAsync(
        $"{process.StartInfo.FileName} to answer {path}", async () => await TryGetAsync(path), text => text.StartsWith("200 ", StringComparison.Ordinal), TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task<string> TryGetAsync(string path)
    {
        if (process.HasExited)
        {
            Assert.Fail($"It ended with {process.ExitCode}: {Output}");
        }

        try
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return $"{exception.Message} {Output}";
        }
    }

    private string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
