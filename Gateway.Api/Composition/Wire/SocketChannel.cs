using System.Net;
using System.Net.Sockets;

namespace Gateway.Api.Composition.Wire;

/// <summary>A TCP connection.</summary>
internal sealed class SocketChannel(Socket socket) : IWireChannel
{
    public bool IsQuiet
    {
        get
        {
            try
            {
                return !socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Connects within <paramref name="patience"/>.</summary>
    /// <exception cref="WireException">There is no connection.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async ValueTask<IWireChannel> ConnectAsync(EndPoint address, TimeSpan patience, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            clock.CancelAfter(patience);
            await socket.ConnectAsync(address, clock.Token);
            return new SocketChannel(socket);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw exception is SocketException or OperationCanceledException
                ? new WireException(WireFault.Unreachable, $"There is no connection to {address}.", exception)
                : exception;
        }
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, SocketFlags.None, CancellationToken.None);

    public void Dispose() => socket.Dispose();
}
