using System.Net;
using System.Net.Sockets;

namespace Bench.Gateway.Http;

/// <summary>
/// One kept-alive HTTP/1.1 connection that asks one server again and again. <see cref="HttpClient"/> would cost as much as the
/// gateway that it loads, and both share the cores.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int BufferBytes = 16 * 1024;

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[BufferBytes];
    private readonly HttpAnswerReader reader = new();

    // One for all calls: a source with a timer for each of them would be half of what a call allocates.
    private readonly CancellationTokenSource clock = new();

    private HttpConnection()
    {
    }

    /// <summary>The last answer.</summary>
    public HttpAnswerReader Answer => reader;

    /// <summary>The last answer came in time, so another can be asked for.</summary>
    public bool MayCarryAnother { get; private set; } = true;

    /// <exception cref="OperationCanceledException">There was no connection within <paramref name="patience"/>.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<HttpConnection> OpenAsync(Uri server, TimeSpan patience)
    {
        var connection = new HttpConnection();
        try
        {
            connection.clock.CancelAfter(patience);
            await connection.socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), connection.clock.Token);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends the next of <paramref name="requests"/> and reads its answer to the end.</summary>
    /// <exception cref="OperationCanceledException">It was not there within <paramref name="patience"/>.</exception>
    /// <exception cref="IOException">The server closed the connection before its answer was complete.</exception>
    /// <exception cref="InvalidDataException">It is no HTTP/1.1 answer whose length is known.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async Task GetAsync(RequestBytes requests, TimeSpan patience)
    {
        MayCarryAnother = false;
        reader.Begin();
        clock.CancelAfter(patience);
        await socket.SendAsync(buffer.AsMemory(0, requests.WriteNext(buffer)), clock.Token);
        int read;
        do
        {
            read = await socket.ReceiveAsync(buffer, clock.Token);
            if (read == 0)
            {
                throw new IOException("The server closed the connection before its answer was complete.");
            }
        }
        while (!reader.Take(buffer.AsSpan(0, read)));
        MayCarryAnother = clock.TryReset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        clock.Dispose();
    }
}
