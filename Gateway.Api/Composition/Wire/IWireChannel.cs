namespace Gateway.Api.Composition.Wire;

/// <summary>Bytes to a service and back. One call at a time; what is under way ends with an exception when it is disposed of.</summary>
internal interface IWireChannel : IDisposable
{
    /// <summary>False where the other side has closed it, or has said something that nobody asked for.</summary>
    bool IsQuiet { get; }

    /// <summary>Bytes that were taken, at least one.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">It was given up.</exception>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Bytes that came, 0 where the other side has ended.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">It was given up.</exception>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);
}
