using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Bench.Chat.Proof.Clients;

/// <summary>One connection of a client. A call without an answer in time loses it: a socket that is half-open never says so itself.</summary>
internal sealed class ProofLink : IAsyncDisposable
{
    private readonly HubConnection hub;
    private readonly TimeSpan callTimeout;
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientWebSocket? socket;

    /// <param name="number">Of the client's connections.</param>
    /// <param name="address">Of the node.</param>
    /// <param name="user">Who connects.</param>
    /// <param name="callTimeout">How long a call may take.</param>
    /// <param name="appended">Is told every entry.</param>
    public ProofLink(int number, Uri address, string user, TimeSpan callTimeout, Action<ProofLink, ProofEntry> appended)
    {
        (Number, this.callTimeout) = (number, callTimeout);
        hub = Build(address, user);
        hub.On<ProofEntry>("Appended", entry => appended(this, entry));
        hub.On<string, long>("Stored", (_, _) => { });
        hub.On<string>("Cut", code => Lose(new IOException($"The node cut the client off: {code}.")));
        hub.On<int>("Reconnect", _ => Lose(new IOException("The node is about to stop.")));
        hub.Closed += exception =>
        {
            Lose(exception ?? new IOException("The node closed the connection."));
            return Task.CompletedTask;
        };
    }

    public int Number { get; }

    /// <summary>Ends when the connection is lost, or given up.</summary>
    public Task Lost => lost.Task;

    public bool IsLost => lost.Task.IsCompleted;

    /// <summary>Why it was lost.</summary>
    public Exception? Reason { get; private set; }

    public async Task ConnectAsync()
    {
        using var limit = new CancellationTokenSource(callTimeout);
        await hub.StartAsync(limit.Token);
    }

    /// <summary>Calls the hub; where no answer comes in time, the connection is lost.</summary>
    public async Task<T> InvokeAsync<T>(string method, params object?[] arguments)
    {
        using var limit = new CancellationTokenSource(callTimeout);
        try
        {
            return await hub.InvokeCoreAsync<T>(method, arguments, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            Lose(exception);
            throw;
        }
    }

    /// <summary>A call that no store has a part in: whether the node still answers.</summary>
    public async Task ProbeAsync()
    {
        using var limit = new CancellationTokenSource(callTimeout);
        try
        {
            await hub.InvokeAsync("LeaveRoom", "no-such-room", limit.Token);
        }
        catch (Exception exception)
        {
            Lose(exception);
        }
    }

    public void Lose(Exception reason)
    {
        Reason ??= reason;
        lost.TrySetResult();
    }

    /// <summary>As a client whose network is gone: no word to the node.</summary>
    public void HangUp()
    {
        socket?.Abort();
        Lose(new IOException("The client hung up."));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket?.Abort();
        return hub.DisposeAsync();
    }

    private HubConnection Build(Uri address, string user)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(address, "/hubs/chat"), HttpTransportType.WebSockets, options =>
        {
            options.SkipNegotiation = true;
            options.WebSocketFactory = async (context, cancellationToken) =>
            {
                socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Authorization", $"Bearer {TestTokens.For(user)}");
                await socket.ConnectAsync(context.Uri, cancellationToken);
                return socket;
            };
        });
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        return builder.Build();
    }
}
