using System.Net.WebSockets;
using System.Text;
using Chat.Api.Tests.Nodes;

namespace Chat.Api.Tests.Limits;

/// <summary>Whatever a client sends, it harms nobody but itself.</summary>
public sealed class BadInputTests(ChatNodes nodes)
{
    [Theory]
    [InlineData("""{"type":1,"invocationId":"1","target":"NoSuchMethod","arguments":[]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"JoinRoom","arguments":[7,null]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"JoinRoom","arguments":["lobby"]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"JoinRoom","arguments":["lobby","first"]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"MarkRead","arguments":["lobby",1e99]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"SendMessage","arguments":[null]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"SendMessage","arguments":[{"room":"lobby","clientMessageId":"x","text":"\ud800"}]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"SendMessage","arguments":[{"room":"lobby","clientMessageId":"x","text":{"a":1}}]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"SendMessage","arguments":[{"room":"\u0000","clientMessageId":"x","text":"hi"}]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"GetPresence","arguments":[null]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"Typing","arguments":["a{b}c"]}""")]
    public async Task A_call_that_cannot_be_is_answered_with_an_error_and_the_connection_stays(string frame)
    {
        using var socket = await RawSocket.ConnectAsync(nodes.First, "bad");
        await socket.SendFrameAsync(RawSocket.Handshake);
        await socket.SendFrameAsync(frame);
        await socket.SendFrameAsync("""{"type":1,"invocationId":"2","target":"JoinRoom","arguments":["lobby",null]}""");

        var heard = await HearAsync(socket, said => said.Contains("\"invocationId\":\"2\"", StringComparison.Ordinal));

        Assert.Contains("\"invocationId\":\"1\",\"error\":", heard, StringComparison.Ordinal);
        Assert.Contains("\"invocationId\":\"2\",\"result\":", heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RawSocket.Handshake, "this is no frame")]
    [InlineData(RawSocket.Handshake, """{"type":99999,"invocationId":{}}""")]
    [InlineData(RawSocket.Handshake, """[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""")]
    [InlineData("""{"protocol":"smoke-signals","version":1}""", "hello")]
    [InlineData("""{"protocol":"json","version":99}""", "hello")]
    [InlineData("no handshake at all", "hello")]
    public async Task A_frame_that_is_none_ends_its_connection_and_no_other(string handshake, string frame)
    {
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        using var socket = await RawSocket.ConnectAsync(nodes.First, "bad");
        await socket.SendFrameAsync(handshake);
        await socket.SendFrameAsync(frame);

        await HearAsync(socket, until: null);
        await ann.JoinAsync("lobby");
        Assert.True((await ann.SendAsync("lobby", "unharmed")).Sequence > 0);
    }

    [Fact]
    public async Task A_frame_over_the_limit_ends_its_connection_in_bounded_memory()
    {
        using var socket = await RawSocket.ConnectAsync(nodes.First, "bad");
        await socket.SendFrameAsync(RawSocket.Handshake);
        var part = Encoding.UTF8.GetBytes(new string('x', 8_192));
        var sent = 0L;
        try
        {
            // A message without an end: the server gives up long before this does.
            while (sent < 256 * 1_024 * 1_024)
            {
                await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
                sent += part.Length;
            }
        }
        catch (WebSocketException)
        {
            // It has.
        }

        Assert.InRange(sent, 1, 64 * 1_024 * 1_024);
    }

    [Fact]
    public async Task Bytes_that_are_no_MessagePack_end_their_connection()
    {
        using var socket = await RawSocket.ConnectAsync(nodes.First, "bad");
        await socket.SendFrameAsync("""{"protocol":"messagepack","version":1}""");
        // Five bytes are announced: an array that would hold 2^32 - 1 items.
        await socket.SendAsync(new byte[] { 5, 0xdd, 0xff, 0xff, 0xff, 0xff }, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        await HearAsync(socket, until: null);
        Assert.NotEqual(WebSocketState.Open, socket.State);
    }

    /// <summary>All that came until the condition holds; without one, until the connection ends.</summary>
    private static async Task<string> HearAsync(ClientWebSocket socket, Func<string, bool>? until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var heard = new StringBuilder();
        var buffer = new byte[65_536];
        try
        {
            while (until is null || !until(heard.ToString()))
            {
                var part = await socket.ReceiveAsync(buffer, patience.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                heard.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            }
        }
        catch (WebSocketException) when (until is null)
        {
            // Ended without a farewell.
        }

        return heard.ToString();
    }
}
