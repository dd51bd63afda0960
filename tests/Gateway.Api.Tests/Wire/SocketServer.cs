using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Api.Tests.Wire;

/// <summary>Accepts connections on a port of its own and gives each to a test's code, until the test is over.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Func<Socket, CancellationToken, Task> serve;
    private readonly Task accepting;
    private int open;
    private int accepted;

    /// <param name="serve">One connection; it is closed behind it. The token ends with the test.</param>
    public SocketServer(Func<Socket, CancellationToken, Task> serve)
    {
        this.serve = serve;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>Connections that were opened until now.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref open);

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stopped.Dispose();
    }

    /// <summary>A request's head as it came; empty where the client hangs up instead of another one.</summary>
    public static async Task<string> ReadHeadAsync(Socket socket, CancellationToken stopped)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, stopped);
            if (read == 0)
            {
                return "";
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stopped.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref accepted);
                Interlocked.Increment(ref open);
                connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
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
                await serve(socket, stopped.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The gateway went away, or the test is over.
            }
        }

        Interlocked.Decrement(ref open);
    }
}
