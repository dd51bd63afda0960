using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Support;

namespace Bench.Chat.Strain;

/// <summary>
/// A WebSocket in some rooms that reads only when it is told to. A narrow one has a small window and small segments, so that little is sent
/// before the node has to wait for it.
/// </summary>
internal sealed class RoomReader : IDisposable
{
    private const int WindowBytes = 8_192;
    private const int SegmentBytes = 536;

    /// <summary>Of Linux, elsewhere it has another number and is left alone: IPPROTO_TCP, TCP_MAXSEG.</summary>
    private const int LevelTcp = 6;
    private const int MaximumSegment = 2;
    private readonly ClientWebSocket socket = new();
    private readonly byte[] buffer = new byte[65_536];

    public static async Task<RoomReader> ConnectAsync(Uri node, string user, IEnumerable<string> rooms, bool isNarrow, CancellationToken cancellationToken)
    {
        var reader = new RoomReader();
        try
        {
            reader.socket.Options.SetRequestHeader("Authorization", $"Bearer {TestTokens.For(user)}");
            var address = new UriBuilder(node) { Scheme = "ws", Path = "/hubs/chat" }.Uri;
            using var handler = new SocketsHttpHandler { ConnectCallback = isNarrow ? ConnectNarrowAsync : null };
            using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
            await reader.socket.ConnectAsync(address, invoker, cancellationToken);
            await reader.SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
            foreach (var room in rooms)
            {
                await reader.SendAsync($$"""{"type":1,"invocationId":"1","target":"JoinRoom","arguments":["{{room}}",null]}""", cancellationToken);
            }

            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything that comes; true where the node has ended the connection, false where that has not come within the time.</summary>
    public async Task<bool> ReadAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time);
        try
        {
            while ((await socket.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
            {
                // What it says is not the subject.
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (WebSocketException)
        {
            return true;
        }
    }

    public void Dispose() => socket.Dispose();

    private Task SendAsync(string frame, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frame + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async ValueTask<Stream> ConnectNarrowAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var narrow = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = WindowBytes };
        if (OperatingSystem.IsLinux())
        {
            narrow.SetRawSocketOption(LevelTcp, MaximumSegment, BitConverter.GetBytes(SegmentBytes));
        }

        await narrow.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(narrow, ownsSocket: true);
    }
}
