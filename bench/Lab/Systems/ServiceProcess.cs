using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Support;
using Support.Servers;

namespace Bench.Lab.Systems;

/// <summary>One of the system's programs, or a peer, as a child process on a port of 127.0.0.1: no orchestrator and no proxy before it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int LinesKept = 50;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private ServiceProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Process id.</summary>
    public int Id => process.Id;

    /// <summary>Starts <c>PROJECT.dll</c> of the build that this lab is of, and waits until <c>/health</c> answers 200.</summary>
    /// <param name="project">Project, such as <c>Chat.Api</c>.</param>
    /// <param name="settings">Configuration by key, such as <c>ConnectionStrings:redis</c>; handed over in the environment.</param>
    /// <param name="arguments">Arguments of the program.</param>
    /// <param name="cancellationToken">Ends the wait and the process.</param>
    /// <exception cref="TimeoutException">It was not ready within a minute; the text holds what it wrote.</exception>
    public static async Task<ServiceProcess> StartAsync(
        string project, IEnumerable<KeyValuePair<string, string>> settings, IEnumerable<string>? arguments, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo("dotnet", [Built(project), .. arguments ?? []])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Built(project))!,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.OriginalString;
        start.Environment["Auth__DevelopmentKey"] = TestTokens.Key;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        // Settings of the garbage collector that the caller gave to the lab are not meant for the system.
        start.Environment.Remove("DOTNET_gcServer");
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var service = new ServiceProcess(Process.Start(start)!, address);
        try
        {
            await service.ReadyAsync(project, cancellationToken);
            return service;
        }
        catch
        {
            await service.KillAsync();
            throw;
        }
    }

    /// <summary>The last lines that it wrote.</summary>
    public string Output() => string.Join('\n', lines);

    /// <summary>SIGTERM; answers the exit code. SIGKILL after 20 s.</summary>
    public async Task<int> StopAsync()
    {
        using var limit = new CancellationTokenSource(StopPatience);
        try
        {
            await SignalAsync("TERM");
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception late) when (late is OperationCanceledException or Win32Exception)
        {
            await KillAsync();
        }

        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await StopAsync();
        }

        process.Dispose();
    }

    // artifacts/bin/bench/release -> artifacts/bin/PROJECT/release
    private static string Built(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
    }

    private async Task ReadyAsync(string project, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.BecomesAsync($"{project} to be ready", () => StateAsync(client, cancellationToken), state => state == "ready", StartPatience);
    }

    private async Task<string> StateAsync(HttpClient client, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (process.HasExited)
        {
            throw new InvalidOperationException($"It ended with {process.ExitCode}: {Output()}");
        }

        try
        {
            using var answer = await client.GetAsync("/health", cancellationToken);
            return answer.IsSuccessStatusCode ? "ready" : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}; it wrote: {Output()}";
        }
        catch (HttpRequestException exception)
        {
            return $"{exception.Message}; it wrote: {Output()}";
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task KillAsync()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        await process.WaitForExitAsync();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        while (lines.Count > LinesKept)
        {
            lines.TryDequeue(out _);
        }
    }
}
