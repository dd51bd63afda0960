using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Api.Tests.Wire;

/// <summary>A service that writes whatever bytes a test likes, or none.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Func<RawExchange, Task> behave;
    private readonly Task accepting;

    public RawUpstream(Func<RawExchange, Task> behave)
    {
        this.behave = behave;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>Requests that came, without those of health checks.</summary>
    public int Requests { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptSocketAsync(stopped.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var head = await ReadHeadAsync(socket);
                if (head.StartsWith("GET /health ", StringComparison.Ordinal))
                {
                    await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), stopped.Token);
                    return;
                }

                Requests++;
                await behave(new(socket, stopped.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The gateway went away, or the test is over.
            }
        }
    }

    private async Task<string> ReadHeadAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, stopped.Token);
            if (read == 0)
            {
                break;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
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
