using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bench.Gateway.Strain;

/// <summary>A service that takes every call and ends none: it says nothing, or begins an answer and stops in its middle.</summary>
internal sealed class HoleService : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly byte[] said;
    private readonly Task accepting;

    /// <param name="said">What it says to each call before it falls silent.</param>
    public HoleService(string said)
    {
        this.said = Encoding.ASCII.GetBytes(said);
        listener.Start(backlog: 1_024);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        listener.Stop();
        await accepting;
        stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = HoldAsync(await listener.AcceptSocketAsync(stopped.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task HoldAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[4 * 1024];
                while (await socket.ReceiveAsync(buffer, stopped.Token) > 0)
                {
                    await socket.SendAsync(said, stopped.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // The gateway gave up, or the lab has ended.
            }
        }
    }
}
