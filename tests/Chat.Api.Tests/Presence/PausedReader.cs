using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests.Presence;

/// <summary>A WebSocket in a room that reads only when it is told to.</summary>
internal sealed class PausedReader : IDisposable
{
    private readonly ClientWebSocket socket = new();

    public static async Task<PausedReader> ConnectAsync(ChatNode node, string user, string room)
    {
        var reader = new PausedReader();
        reader.socket.Options.SetRequestHeader("Authorization", $"Bearer {TestTokens.For(user)}");
        var address = new UriBuilder(node.Address) { Scheme = "ws", Path = "/hubs/chat" }.Uri;
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectNarrowAsync };
        await reader.socket.ConnectAsync(address, new HttpMessageInvoker(handler, disposeHandler: false), CancellationToken.None);
        await reader.SendAsync("""{"protocol":"json","version":1}""");
        await reader.SendAsync($$"""{"type":1,"invocationId":"1","target":"JoinRoom","arguments":["{{room}}",null]}""");
        return reader;
    }

    /// <summary>Reads on until the latest part, a few messages long, satisfies the condition; answers that part.</summary>
    public async Task<string> ReadUntilAsync(Func<string, bool> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
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

    private Task SendAsync(string frame) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frame + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>With a small receive buffer less must be sent until it is full.</summary>
    private static async ValueTask<Stream> ConnectNarrowAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var narrow = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8_192 };
        await narrow.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(narrow, ownsSocket: true);
    }
}
