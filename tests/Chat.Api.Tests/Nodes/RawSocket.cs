using System.Net.WebSockets;
using System.Text;
using Support;

namespace Chat.Api.Tests.Nodes;

/// <summary>A WebSocket of the hub without SignalR's client: for what that client would not send, or would read.</summary>
internal static class RawSocket
{
    public const string Handshake = """{"protocol":"json","version":1}""";

    /// <param name="node">Where it connects.</param>
    /// <param name="user">Who it is.</param>
    /// <param name="invoker">Makes the connection; null for the usual way.</param>
    public static async Task<ClientWebSocket> ConnectAsync(ChatNode node, string user, HttpMessageInvoker? invoker = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {TestTokens.For(user)}");
        await socket.ConnectAsync(new UriBuilder(node.Address) { Scheme = "ws", Path = "/hubs/chat" }.Uri, invoker, CancellationToken.None);
        return socket;
    }

    /// <summary>Shakes hands and asks for the room, and reads nothing of it.</summary>
    public static async Task JoinUnreadAsync(this ClientWebSocket socket, string room)
    {
        await socket.SendFrameAsync(Handshake);
        await socket.SendFrameAsync($$"""{"type":1,"invocationId":"1","target":"JoinRoom","arguments":["{{room}}",null]}""");
    }

    /// <summary>One message of SignalR's JSON protocol, closed by its separator.</summary>
    public static Task SendFrameAsync(this ClientWebSocket socket, string frame) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frame + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Reads on until the frame that is looked for has come; answers it, without its separator.</summary>
    public static async Task<string> ReadFrameAsync(this ClientWebSocket socket, Func<string, bool> isLookedFor)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4_096];
        var heard = "";
        while (true)
        {
            if (heard.Split('\u001e').SkipLast(1).FirstOrDefault(isLookedFor) is { } frame)
            {
                return frame;
            }

            var part = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.True(part.MessageType == WebSocketMessageType.Text, $"The socket was closed; before that it heard: {heard}");
            heard += Encoding.UTF8.GetString(buffer, 0, part.Count);
        }
    }
}
