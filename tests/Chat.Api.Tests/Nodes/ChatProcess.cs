using Hosting.LocalProcesses.Servers;
using Support;
using Support.Servers;

namespace Chat.Api.Tests.Nodes;

/// <summary>A chat node in a process of its own, for signals.</summary>
internal sealed class ChatProcess : IAsyncDisposable
{
    private readonly ServerProcess process;

    private ChatProcess(ServerProcess process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ChatProcess> StartAsync(string redis, string chatdb, params string[] settings)
    {
        var port = FreePort.Next();
        var address = new Uri($"http://127.0.0.1:{port}");
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Chat.Api.dll"), $"--urls={address}", .. ChatNode.Settings(redis, chatdb), .. settings];
        var process = await ServerProcess.StartAsync(new ServerCommand("dotnet", arguments, AppContext.BaseDirectory));
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.BecomesAsync("the node to answer", () => IsReadyAsync(http), ready => ready, TimeSpan.FromSeconds(60));
        return new(process, address);
    }

    public Task<TestClient> ConnectAsync(string user) => TestClient.ConnectAsync(Address, user, TestTokens.For(user));

    /// <summary>Sleeps; all its sockets stay open.</summary>
    public Task PauseAsync() => process.SignalAsync("STOP");

    public Task GoOnAsync() => process.SignalAsync("CONT");

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => process.KillAsync();

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<bool> IsReadyAsync(HttpClient http)
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
