using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Hosting.LocalProcesses.Servers;
using Support;

namespace Imaging.Worker.Tests;

/// <summary>The service as a process of its own, for what only a process can do: be killed, be told to stop, leave children behind.</summary>
internal sealed class ImagingProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Uri address;

    private ImagingProcess(Process process, Uri address) => (this.process, this.address) = (process, address);

    /// <summary>Starts it; ready or not.</summary>
    public static ImagingProcess Start(ImagingServers servers, string database, string role)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        return new(Process.Start(Command(servers, database, role, address))!, address);
    }

    /// <summary>Runs one of its commands to the end; answers the exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ImagingServers servers, string database, params string[] arguments)
    {
        var start = Command(servers, database, "Api", new("http://127.0.0.1:0"), arguments);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output);
    }

    private static ProcessStartInfo Command(ImagingServers servers, string database, string role, Uri address, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Imaging.Worker.dll"), .. arguments]);
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = address.OriginalString,
            ["ConnectionStrings__imagingdb"] = database,
            ["ConnectionStrings__redis"] = servers.Redis.ConnectionString,
            ["ConnectionStrings__blobs"] = servers.Azurite.ConnectionString,
            ["ConnectionStrings__queues"] = servers.Azurite.ConnectionString,
            ["Auth__DevelopmentKey"] = TestTokens.Key,
            ["Imaging__Role"] = role,
            ["Imaging__Jobs__Lease"] = "00:00:03",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return start;
    }

    /// <summary>A client that is signed in as <paramref name="user"/>.</summary>
    public HttpClient As(string user)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(user));
        return client;
    }

    /// <summary>Until its health says that it is ready.</summary>
    public async Task ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.BecomesAsync($"process {process.Id} to be ready", () => IsReadyAsync(client), ready => ready, TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until its health says that a store is away.</summary>
    public async Task UnhealthyAsync()
    {
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.BecomesAsync($"process {process.Id} to miss a store", () => IsReadyAsync(client), ready => !ready, TimeSpan.FromSeconds(60));
    }

    /// <summary>Ends it with SIGKILL, as a crash would.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Tells it to stop and answers how it ended and how long that took.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var watch = Stopwatch.StartNew();
        await SignalAsync(process.Id, "TERM");
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, watch.Elapsed);
    }

    /// <summary>Process ids of its image engines, those that already run their own program.</summary>
    public IReadOnlyList<int> Engines() =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process.Id}/task")
            .SelectMany(task => Read(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture))
            .Where(IsEngine),
    ];

    public static bool IsEngine(int processId) => Read($"/proc/{processId}/cmdline").Contains("--image-engine", StringComparison.Ordinal);

    public static async Task SignalAsync(int processId, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process has ended.
            return string.Empty;
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient client)
    {
        Assert.False(process.HasExited, "The process ended before it was ready.");
        try
        {
            using var answer = await client.GetAsync("/health");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
