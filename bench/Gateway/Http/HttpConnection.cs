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

    private HttpConnection()
    {
    }

    /// <summary>The last answer.</summary>
    public HttpAnswerReader Answer => reader;

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<HttpConnection> OpenAsync(Uri server, CancellationToken cancellationToken)
    {
        var connection = new HttpConnection();
        try
        {
            await connection.socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends the next of <paramref name="requests"/> and reads its answer to the end.</summary>
    /// <exception cref="IOException">The server closed the connection before its answer was complete.</exception>
    /// <exception cref="InvalidDataException">It is no HTTP/1.1 answer whose length is known.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async Task GetAsync(RequestBytes requests, CancellationToken cancellationToken)
    {
        reader.Begin();
        await socket.SendAsync(buffer.AsMemory(0, requests.WriteNext(buffer)), cancellationToken);
        int read;
        do
        {
            read = await socket.ReceiveAsync(buffer, cancellationToken);
            if (read == 0)
            {
                throw new IOException("The server closed the connection before its answer was complete.");
            }
        }
        while (!reader.Take(buffer.AsSpan(0, read)));
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
