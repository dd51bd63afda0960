using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Chat.Api.Tests.Nodes;

namespace Chat.Api.Tests.Presence;

/// <summary>A WebSocket in a room that reads only when it is told to.</summary>
internal sealed class PausedReader : IDisposable
{
    private readonly ClientWebSocket socket;

    private PausedReader(ClientWebSocket socket) => this.socket = socket;

    public static async Task<PausedReader> ConnectAsync(ChatNode node, string user, string room)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectNarrowAsync };
        var socket = await RawSocket.ConnectAsync(node, user, new HttpMessageInvoker(handler, disposeHandler: false));
        await socket.JoinUnreadAsync(room);
        return new(socket);
    }

    /// <summary>Reads on until the latest part, a few messages long, satisfies the condition; answers that part.</summary>
    public async Task<string> ReadUntilAsync(Func<string, bool> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[65_536];
        var latest = "";
        while (!isThere(latest))
        {
            var part = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            latest = string.Concat(latest.AsSpan(Math.Max(0, latest.Length - 8_192)), Encoding.UTF8.GetString(buffer, 0, part.Count));
        }

        return latest;
    }

    public void Dispose() => socket.Dispose();

    /// <summary>With a small receive buffer less must be sent until it is full.</summary>
    private static async ValueTask<Stream> ConnectNarrowAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var narrow = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 65_536 };
        await narrow.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(narrow, ownsSocket: true);
    }
}
