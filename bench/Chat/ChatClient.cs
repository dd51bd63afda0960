using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Chat;

/// <summary>One client of the load: the official SignalR client over a WebSocket, with the JSON protocol that browsers use.</summary>
internal sealed class ChatClient : IAsyncDisposable
{
    private readonly HubConnection hub;
    private readonly Dictionary<string, DeliveryCheck> checks;
    private int closed;

    /// <param name="address">Of the node or the gateway.</param>
    /// <param name="token">Of <paramref name="seat"/>'s user.</param>
    /// <param name="seat">Who it is and what it joins.</param>
    /// <param name="received">Is told every entry.</param>
    public ChatClient(Uri address, string token, Seat seat, Action<ReceivedEntry> received)
    {
        Seat = seat;
        checks = seat.Rooms.ToDictionary(room => room, _ => new DeliveryCheck());
        hub = Build(address, token);
        hub.On<ReceivedEntry>("Appended", entry =>
        {
            checks[entry.Room].Received(entry.Sequence);
            received(entry);
        });
        // Without a handler the client would make an exception of every such message.
        hub.On<string, long>("Stored", (_, _) => { });
        hub.Closed += _ =>
        {
            Interlocked.Exchange(ref closed, 1);
            return Task.CompletedTask;
        };
    }

    /// <summary>Who it is and what it joins.</summary>
    public Seat Seat { get; }

    /// <summary>Whether the connection has ended.</summary>
    public bool IsClosed => Volatile.Read(ref closed) == 1;

    public Task ConnectAsync(CancellationToken cancellationToken) => hub.StartAsync(cancellationToken);

    /// <summary>Joins its rooms.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        foreach (var (room, check) in checks)
        {
            var position = await hub.InvokeAsync<JoinedAt>("JoinRoom", room, null, cancellationToken);
            check.JoinedAt(position.Sequence);
        }
    }

    /// <summary>Sends; answers the message's place in the room's order.</summary>
    public async Task<long> SendAsync(string room, string text) => (await hub.InvokeAsync<JoinedAt>(
        "SendMessage", new OutgoingMessage(room, Guid.CreateVersion7().ToString(), text, null, null, null))).Sequence;

    /// <summary>A call that no store has a part in: what hub, network and clients take by themselves.</summary>
    public Task ProbeAsync() => hub.InvokeAsync("LeaveRoom", "no-such-room");

    public DeliveryCheck Check(string room) => checks[room];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => hub.DisposeAsync();

    private static HubConnection Build(Uri address, string token)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(address, "/hubs/chat"), HttpTransportType.WebSockets, options =>
        {
            options.SkipNegotiation = true;
            // The factory's own sockets each have a handler of their own, for the cookies that these clients do not have.
            options.WebSocketFactory = async (context, cancellationToken) =>
            {
                var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
                await socket.ConnectAsync(context.Uri, cancellationToken);
                return socket;
            };
        });
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        return builder.Build();
    }

    private sealed record JoinedAt(long Sequence);

    private sealed record OutgoingMessage(
        string Room, string ClientMessageId, string Text, string? ReplyTo, IReadOnlyList<object>? Attachments, IReadOnlyList<string>? Mentions);
}

/// <summary>An entry as the load needs it.</summary>
/// <param name="Room">Id of the room.</param>
/// <param name="Sequence">Place in the room's order.</param>
/// <param name="Text">What the message says.</param>
internal sealed record ReceivedEntry(string Room, long Sequence, string? Text);
