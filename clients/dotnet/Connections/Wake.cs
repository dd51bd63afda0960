namespace Chat.Client.Connections;

/// <summary>Wakes the one that waits; a wake while nobody waits is remembered, once.</summary>
internal sealed class Wake
{
    private readonly Lock exclusive = new();
    private TaskCompletionSource signal = Create();

    public void Set()
    {
        lock (exclusive)
        {
            signal.TrySetResult();
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await signal.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        Reset();
    }

    /// <summary>Waits for the wake, but no longer than <paramref name="limit"/>.</summary>
    public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await signal.Task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            Reset();
        }
        catch (TimeoutException)
        {
            // The pause is over.
        }
    }

    private void Reset()
    {
        lock (exclusive)
        {
            if (signal.Task.IsCompleted)
            {
                signal = Create();
            }
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
