using System.Net.Sockets;
using System.Text;

namespace Gateway.Api.Tests.Wire;

/// <summary>A service that writes whatever bytes a test likes, or none.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly SocketServer server;
    private readonly Func<RawExchange, Task> behave;

    public RawUpstream(Func<RawExchange, Task> behave)
    {
        this.behave = behave;
        server = new(ServeAsync);
    }

    public string Address => server.Address;

    /// <summary>Requests that came, without those of health checks.</summary>
    public int Requests { get; private set; }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ServeAsync(Socket socket, CancellationToken stopped)
    {
        var head = await SocketServer.ReadHeadAsync(socket, stopped);
        if (head.StartsWith("GET /health ", StringComparison.Ordinal))
        {
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), stopped);
            return;
        }

        Requests++;
        await behave(new(socket, stopped));
    }
}

/// <summary>One connection of a <see cref="RawUpstream"/>, after its request.</summary>
internal sealed record RawExchange(Socket Socket, CancellationToken Stopped)
{
    public async Task SendAsync(string text) => await Socket.SendAsync(Encoding.Latin1.GetBytes(text), Stopped);

    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, Stopped);

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new(enable: true, seconds: 0);
        Socket.Close();
    }
}
