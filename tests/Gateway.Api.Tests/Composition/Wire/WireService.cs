using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Api.Tests.Composition.Wire;

/// <summary>A service that answers call after call on each connection with the bytes that a test gives it.</summary>
internal sealed class WireService : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly List<Task> serving = [];
    private readonly List<string> asked = [];
    private readonly Func<int, string, string?> answer;
    private readonly Task accepting;
    private int open;
    private int accepted;

    /// <param name="answer">The bytes for a call by its number, the first being 1, and its target; null: the connection ends, empty: nothing comes.</param>
    public WireService(Func<int, string, string?> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Origin => $"http://{listener.LocalEndpoint}";

    /// <summary>Connections that were opened until now.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Heads of the requests until now.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(serving);
        stopped.Dispose();
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
                serving.Add(ServeAsync(socket));
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
                while (await ReadHeadAsync(socket) is { Length: > 0 } head && Say(head) is { } bytes)
                {
                    await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), stopped.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The gateway went away, or the test is over.
            }
        }

        Interlocked.Decrement(ref open);
    }

    private string? Say(string head)
    {
        int call;
        lock (asked)
        {
            asked.Add(head);
            call = asked.Count;
        }

        return answer(call, head.Split(' ')[1]);
    }

    private async Task<string> ReadHeadAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, stopped.Token);
            if (read == 0)
            {
                return "";
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
