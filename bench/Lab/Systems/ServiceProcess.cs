using Hosting.LocalProcesses.Servers;
using Support;
using Support.Servers;

namespace Bench.Lab.Systems;

/// <summary>One of the system's programs, or a peer, as a child process on a port of 127.0.0.1: no orchestrator and no proxy before it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const string EnvironmentKey = "ASPNETCORE_ENVIRONMENT";
    private const string Development = "Development";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly ServerProcess process;

    private ServiceProcess(ServerProcess process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>
    /// The setting that runs a program as it is deployed. Without it, it runs in Development, takes the lab's tokens, and each of its requests passes the framework's page
    /// for exceptions: who is compared must run alike.
    /// </summary>
    public static KeyValuePair<string, string> InProduction { get; } = new(EnvironmentKey, "Production");

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Process id.</summary>
    public int Id => process.Id;

    /// <summary>Its exit code; <c>null</c> while it runs.</summary>
    public int? ExitCode => process.ExitCode;

    /// <summary>Starts <c>PROJECT.dll</c> of the build that this lab is of, and waits until <c>/health</c> answers 200.</summary>
    /// <param name="project">Project, such as <c>Chat.Api</c>.</param>
    /// <param name="settings">Configuration by key, such as <c>ConnectionStrings:redis</c>; handed over in the environment.</param>
    /// <param name="arguments">Arguments of the program.</param>
    /// <param name="cancellationToken">Ends the wait and the process.</param>
    /// <exception cref="TimeoutException">It was not ready within a minute; the text holds what it wrote.</exception>
    public static Task<ServiceProcess> StartAsync(
        string project, IEnumerable<KeyValuePair<string, string>> settings, IEnumerable<string>? arguments, CancellationToken cancellationToken) =>
        StartAsync(project, FreePort.Next(), settings, arguments, cancellationToken);

    /// <summary>The same on a port that the caller chose: a program that is killed and started again keeps its address.</summary>
    /// <param name="project">Project, such as <c>Chat.Api</c>.</param>
    /// <param name="port">TCP port on 127.0.0.1.</param>
    /// <param name="settings">Configuration by key, such as <c>ConnectionStrings:redis</c>; handed over in the environment.</param>
    /// <param name="arguments">Arguments of the program.</param>
    /// <param name="cancellationToken">Ends the wait and the process.</param>
    /// <exception cref="TimeoutException">It was not ready within a minute; the text holds what it wrote.</exception>
    public static async Task<ServiceProcess> StartAsync(
        string project, int port, IEnumerable<KeyValuePair<string, string>> settings, IEnumerable<string>? arguments, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        var folder = Repository.Built(project);
        var environment = new Dictionary<string, string>
        {
            [EnvironmentKey] = Development,
            ["ASPNETCORE_URLS"] = address.OriginalString,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
        {
            environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        if (environment[EnvironmentKey] == Development)
        {
            environment["Auth__DevelopmentKey"] = TestTokens.Key;
        }

        // A setting of the garbage collector that the caller gave to the lab is not meant for the system, which would inherit it.
        Environment.SetEnvironmentVariable("DOTNET_gcServer", null);
        var command = new ServerCommand("dotnet", [Path.Combine(folder, $"{project}.dll"), .. arguments ?? []], folder) { Environment = environment };
        // No port is waited for: a program that listens is not yet ready.
        var service = new ServiceProcess(await ServerProcess.StartAsync(command), address);
        try
        {
            await service.ReadyAsync(project, cancellationToken);
            return service;
        }
        catch
        {
            await service.process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The last lines that it wrote.</summary>
    public string Output() => process.Output();

    /// <summary>Sends a signal, such as <c>STOP</c>; Unix only.</summary>
    public Task SignalAsync(string signal) => process.SignalAsync(signal);

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>SIGTERM, and SIGKILL after 20 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process.ExitCode is null)
        {
            await process.StopAsync(StopPatience);
        }

        await process.DisposeAsync();
    }

    private async Task ReadyAsync(string project, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.BecomesAsync($"{project} to be ready", () => StateAsync(client, cancellationToken), state => state == "ready", StartPatience);
    }

    private async Task<string> StateAsync(HttpClient client, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode is { } exitCode)
        {
            throw new InvalidOperationException($"It ended with {exitCode}: {process.Output()}");
        }

        try
        {
            using var answer = await client.GetAsync("/health", cancellationToken);
            return answer.IsSuccessStatusCode
                ? "ready"
                : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}; it wrote: {process.Output()}";
        }
        catch (HttpRequestException exception)
        {
            return $"{exception.Message}; it wrote: {process.Output()}";
        }
    }
}
