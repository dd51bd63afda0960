using System.Diagnostics;
using System.Globalization;
using Hosting.LocalProcesses.Servers;
using Support;

namespace Chat.Api.Tests.Nodes;

/// <summary>A chat node in a process of its own, for signals.</summary>
internal sealed class ChatProcess : IAsyncDisposable
{
    private readonly Process process;

    private ChatProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ChatProcess> StartAsync(string redis, string chatdb, params string[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var process = Process.Start("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Chat.Api.dll"), $"--urls={address}", .. ChatNode.Settings(redis, chatdb), .. settings,
        ]);
        var node = new ChatProcess(process, address);
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.BecomesAsync("the node to be healthy", () => IsHealthyAsync(http), healthy => healthy, TimeSpan.FromSeconds(40));
        return node;
    }

    /// <summary>Sends a signal, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Its exit code, when it has ended.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await process.WaitForExitAsync(limit.Token);
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

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
