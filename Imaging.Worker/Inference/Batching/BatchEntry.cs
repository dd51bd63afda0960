namespace Imaging.Worker.Inference.Batching;

/// <summary>One item that waits for its batch.</summary>
internal sealed class BatchEntry<TItem, TAnswer>(TItem item, long arrived)
{
    // Whoever waits goes on elsewhere: the loop that runs batches must not run callers' code.
    private readonly TaskCompletionSource<TAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TItem Item { get; } = item;

    /// <summary>A timestamp.</summary>
    public long Arrived { get; } = arrived;

    public Task<TAnswer> Answer => answer.Task;

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsGone => answer.Task.IsCompleted;

    public void Complete(TAnswer value) => answer.TrySetResult(value);

    public void Fail(Exception exception) => answer.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => answer.TrySetCanceled(cancellationToken);
}
