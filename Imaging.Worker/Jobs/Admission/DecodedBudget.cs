using Imaging.Worker.Configuration;

namespace Imaging.Worker.Jobs.Admission;

/// <summary>
/// Bytes of decoded pictures that may be in work at once, in the order of asking: many small images or a few large ones. One that is
/// larger than the whole budget is let in alone.
/// </summary>
internal sealed class DecodedBudget
{
    private readonly LinkedList<Waiter> waiting = [];
    private readonly Lock exclusive = new();
    private readonly long bytesMax;
    private long free;

    public DecodedBudget(WorkerCapacity capacity)
        : this(capacity.DecodedBytesMax)
    {
    }

    internal DecodedBudget(long bytesMax) => (this.bytesMax, free) = (bytesMax, bytesMax);

    /// <summary>Waits until <paramref name="bytes"/> are free; they are free again when the answer is disposed.</summary>
    public async Task<IDisposable> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(Math.Clamp(bytes, 0, bytesMax), new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (exclusive)
        {
            waiting.AddLast(waiter);
            LetIn();
        }

        try
        {
            await waiter.Entered.Task.WaitAsync(cancellationToken);
            return new Share(this, waiter.Bytes);
        }
        catch (OperationCanceledException)
        {
            Leave(waiter);
            throw;
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (exclusive)
        {
            // It may have been let in at the moment at which it gave up.
            if (!waiting.Remove(waiter))
            {
                free += waiter.Bytes;
            }

            LetIn();
        }
    }

    private void Release(long bytes)
    {
        lock (exclusive)
        {
            free += bytes;
            LetIn();
        }
    }

    // Nobody passes one who waits for much: he would wait for ever.
    private void LetIn()
    {
        while (waiting.First is { } first && first.Value.Bytes <= free)
        {
            waiting.RemoveFirst();
            free -= first.Value.Bytes;
            first.Value.Entered.SetResult();
        }
    }

    private sealed record Waiter(long Bytes, TaskCompletionSource Entered);

    private sealed class Share(DecodedBudget budget, long bytes) : IDisposable
    {
        private int isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isReleased, 1) == 0)
            {
                budget.Release(bytes);
            }
        }
    }
}
