namespace Imaging.Worker.Inference.Batching;

/// <summary>
/// Gathers single items to batches for a device that runs many as fast as one: a batch goes when it is full, or when its first item
/// has waited long enough. Items of different shapes never share a batch. One batch runs at a time, in the order of first items.
/// </summary>
internal sealed class BatchQueue<TItem, TAnswer, TShape> : IAsyncDisposable
    where TShape : IEquatable<TShape>
{
    private readonly Func<TItem, TShape> shapeOf;
    private readonly Func<IReadOnlyList<TItem>, IReadOnlyList<TAnswer>> run;
    private readonly BatchLimits limits;
    private readonly TimeProvider time;
    private readonly Lock exclusive = new();
    private readonly List<BatchEntry<TItem, TAnswer>> waiting = [];
    private readonly SemaphoreSlim places;
    private readonly Task loop;
    private TaskCompletionSource changed = NewSignal();
    private bool closed;

    /// <param name="run">Answers as many as it is given, in their order; called by one thread at a time.</param>
    /// <param name="shapeOf">What items of one batch have in common.</param>
    /// <param name="limits">Bounds of batch, delay and queue.</param>
    /// <param name="time">Measures the delay.</param>
    public BatchQueue(
        Func<IReadOnlyList<TItem>, IReadOnlyList<TAnswer>> run, Func<TItem, TShape> shapeOf, BatchLimits limits, TimeProvider time)
    {
        (this.run, this.shapeOf, this.limits, this.time) = (run, shapeOf, limits, time);
        places = new(limits.Waiting);
        loop = Task.Run(LoopAsync);
    }

    /// <summary>Items that wait for a batch.</summary>
    public int Waiting
    {
        get
        {
            lock (exclusive)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>The answer for one item. A cancelled item that is already in a batch is run and forgotten.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public async Task<TAnswer> RunAsync(TItem item, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        var entry = new BatchEntry<TItem, TAnswer>(item, time.GetTimestamp());
        lock (exclusive)
        {
            if (closed)
            {
                places.Release();
                throw new ObjectDisposedException(nameof(BatchQueue<,,>));
            }

            waiting.Add(entry);
            changed.TrySetResult();
        }

        await using var cancelled = cancellationToken.UnsafeRegister(_ => Leave(entry, cancellationToken), null);
        return await entry.Answer;
    }

    /// <summary>Takes no more, and runs what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (exclusive)
        {
            closed = true;
            changed.TrySetResult();
        }

        await loop;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Leave(BatchEntry<TItem, TAnswer> entry, CancellationToken cancellationToken)
    {
        entry.Cancel(cancellationToken);
        lock (exclusive)
        {
            if (waiting.Remove(entry))
            {
                places.Release();
                changed.TrySetResult();
            }
        }
    }

    private async Task LoopAsync()
    {
        while (await NextAsync() is { Count: > 0 } batch)
        {
            Run(batch);
        }
    }

    /// <summary>Waits until a batch is due and takes it; none once the queue is closed and empty.</summary>
    private async Task<List<BatchEntry<TItem, TAnswer>>> NextAsync()
    {
        while (true)
        {
            Task signal;
            TimeSpan rest;
            lock (exclusive)
            {
                if (waiting.Count == 0 && closed)
                {
                    return [];
                }

                rest = Rest();
                if (rest <= TimeSpan.Zero)
                {
                    return Take();
                }

                changed = NewSignal();
                signal = changed.Task;
            }

            await WaitAsync(signal, rest);
        }
    }

    /// <summary>How long the first item may still wait; endless where there is none.</summary>
    private TimeSpan Rest()
    {
        if (waiting.Count == 0)
        {
            return TimeSpan.MaxValue;
        }

        return closed || OfFirstShape().Count() >= limits.Most ? TimeSpan.Zero : limits.Delay - time.GetElapsedTime(waiting[0].Arrived);
    }

    private async Task WaitAsync(Task signal, TimeSpan most)
    {
        if (most == TimeSpan.MaxValue)
        {
            await signal;
            return;
        }

        using var enough = new CancellationTokenSource();
        await Task.WhenAny(signal, Task.Delay(most, time, enough.Token));
        await enough.CancelAsync();
    }

    private List<BatchEntry<TItem, TAnswer>> Take()
    {
        var batch = OfFirstShape().Take(limits.Most).ToList();
        var taken = batch.ToHashSet();
        waiting.RemoveAll(taken.Contains);
        places.Release(batch.Count);
        return batch;
    }

    private IEnumerable<BatchEntry<TItem, TAnswer>> OfFirstShape()
    {
        var shape = shapeOf(waiting[0].Item);
        return waiting.Where(entry => shapeOf(entry.Item).Equals(shape));
    }

    private void Run(List<BatchEntry<TItem, TAnswer>> batch)
    {
        try
        {
            var answers = run([.. batch.Select(entry => entry.Item)]);
            foreach (var (entry, answer) in batch.Zip(answers))
            {
                entry.Complete(answer);
            }
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One item may be at fault, or the batch too large for the memory that is left: alone, each shows.
            foreach (var entry in batch.Where(entry => !entry.IsGone))
            {
                Run([entry]);
            }
        }
        catch (Exception exception)
        {
            batch[0].Fail(exception);
        }
    }
}
