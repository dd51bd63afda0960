namespace Gateway.Api.Proxy.WebSockets;

/// <summary>
/// The client's side of a proxied WebSocket. Bytes pass as they are until the gateway stops: then, between two frames, the client is
/// sent a close frame (1001, going away), and nothing after it. The client answers with its own, which the service gets, and both ends
/// close in order.
/// </summary>
internal sealed class ClosingStream(Stream client) : PassedStream(client)
{
    // FIN and opcode 8, two bytes of payload, status 1001.
    private static readonly byte[] GoingAway = [0x88, 0x02, 0x03, 0xe9];

    private readonly FrameWalk frames = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private bool isAsked;
    private bool isClosed;

    /// <summary>Raised when the connection is over.</summary>
    public event Action? Closed;

    /// <summary>Sends the close frame now, or behind the frame that is being written.</summary>
    public async Task SayGoodbyeAsync(CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            isAsked = true;
            await CloseBetweenFramesAsync(cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (isClosed)
            {
                return;
            }

            await Inner.WriteAsync(buffer, cancellationToken);
            frames.Pass(buffer.Span);
            await CloseBetweenFramesAsync(cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task CloseBetweenFramesAsync(CancellationToken cancellationToken)
    {
        if (isAsked && !isClosed && frames.IsBetweenFrames)
        {
            isClosed = true;
            await Inner.WriteAsync(GoingAway, cancellationToken);
            await Inner.FlushAsync(cancellationToken);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Inner.ReadAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Closed?.Invoke();
        }
    }
}
