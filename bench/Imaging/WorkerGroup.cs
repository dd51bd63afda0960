namespace Bench.Imaging;

/// <summary>Worker processes that end together.</summary>
internal sealed class WorkerGroup : IAsyncDisposable
{
    private readonly List<ImagingWorker> workers = [];

    private WorkerGroup()
    {
    }

    public IReadOnlyList<ImagingWorker> All => workers;

    /// <summary>Starts <paramref name="count"/> workers of <paramref name="slots"/> slots each, with <paramref name="more"/> settings.</summary>
    public static async Task<WorkerGroup> StartAsync(
        ImagingSystem system, int slots, int count, CancellationToken cancellationToken, params (string Key, string Value)[] more)
    {
        var group = new WorkerGroup();
        var starts = Enumerable.Range(0, count).Select(_ => system.StartWorkerAsync(slots, cancellationToken, more)).ToArray();
        try
        {
            await Task.WhenAll(starts);
        }
        catch
        {
            group.Keep(starts);
            await group.DisposeAsync();
            throw;
        }

        group.Keep(starts);
        return group;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(workers.Select(worker => worker.DisposeAsync().AsTask()));

    private void Keep(IEnumerable<Task<ImagingWorker>> starts) =>
        workers.AddRange(starts.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result));
}
