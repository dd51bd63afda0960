using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Api.Tests.Wire;

/// <summary>A connection on which a test writes whatever bytes it likes: no client of ours would send them.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawClient()
    {
    }

    public static async Task<RawClient> OpenAsync(Uri server)
    {
        var client = new RawClient();
        await client.socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        return client;
    }

    /// <summary>Sends <paramref name="request"/> (Latin-1) and answers all that comes until the server ends the connection.</summary>
    public static async Task<string> AskAsync(Uri server, string request)
    {
        using var client = await OpenAsync(server);
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await socket.SendAsync(bytes);

    /// <summary>Some bytes; empty where the server has ended the connection.</summary>
    public async Task<byte[]> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var buffer = new byte[16 * 1024];
        return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
    }

    /// <summary>Reads until the answer's head is there.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var text = new StringBuilder();
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var bytes = await ReadAsync();
            if (bytes.Length == 0)
            {
                break;
            }

            text.Append(Encoding.Latin1.GetString(bytes));
        }

        return text.ToString();
    }

    /// <summary>All that comes until the server ends the connection, in order or by a reset.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        try
        {
            while (await ReadAsync() is { Length: > 0 } bytes)
            {
                text.Append(Encoding.Latin1.GetString(bytes));
            }
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }

        return text.ToString();
    }

    public void Dispose() => socket.Dispose();
}
