namespace Gateway.Api.Proxy.WebSockets;

/// <summary>
/// The client's side of a proxied WebSocket. Bytes pass as they are until the gateway stops: then, between two frames, the client is
/// sent a close frame (1001, going away), and nothing after it. The client answers with its own, which the service gets, and both ends
/// close in order.
/// </summary>
internal sealed class ClosingStream(Stream client) : Stream
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

            await client.WriteAsync(buffer, cancellationToken);
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
            await client.WriteAsync(GoingAway, cancellationToken);
            await client.FlushAsync(cancellationToken);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => client.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        client.ReadAsync(buffer, offset, count, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => client.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.Dispose();
            Closed?.Invoke();
        }

        base.Dispose(disposing);
    }
}
