using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Gateway.Api.Protection.Resets;

/// <summary>
/// What an HTTP/2 connection sends, a few streams at a time: the next ones are read when those before them have had their turn in the thread
/// pool. So a connection that opens and resets two hundred at once never has more of them in memory than a turn holds.
/// </summary>
/// <param name="inner">What the connection sends.</param>
/// <param name="streamsPerTurn">Streams that it may open in a turn.</param>
internal sealed class TurnReader(PipeReader inner, int streamsPerTurn) : PipeReader
{
    private FrameScan read = new();
    private int streams;
    private ReadOnlySequence<byte> given;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (streams >= streamsPerTurn)
        {
            await new NextTurn();
            streams = 0;
        }

        return Give(await inner.ReadAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        // Who cannot wait for a turn finds nothing until it has come.
        if (streams < streamsPerTurn && inner.TryRead(out var all))
        {
            result = Give(all);
            return true;
        }

        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        streams += read.Pass(given.Slice(0, consumed)).Streams;
        inner.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Give(ReadResult all)
    {
        var ahead = read;
        var bytes = ahead.Pass(all.Buffer, streamsPerTurn - streams).Bytes;
        given = all.Buffer.Slice(0, bytes);
        return new(given, all.IsCanceled, all.IsCompleted && bytes == all.Buffer.Length);
    }

    /// <summary>Goes on behind all that waits in the thread pool now.</summary>
    private readonly struct NextTurn : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public NextTurn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        // Not Task.Yield, which goes on before the others of its own thread.
        public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static next => next(), continuation, preferLocal: false);
    }
}
