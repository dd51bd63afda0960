namespace Bench.Imaging.Comparison;

/// <summary>This system: worker processes of one slot, with queue, download, hash, isolation and publishing in what they cost.</summary>
internal sealed class OwnWorkers : IDerivativeMaker
{
    private readonly ImagingSystem system;
    private readonly PhotographAlbum album;
    private readonly WorkerGroup workers;
    private readonly List<ImagingWorker> everybody;

    private OwnWorkers(string name, ImagingSystem system, PhotographAlbum album, WorkerGroup workers, List<ImagingWorker> everybody) =>
        (Name, this.system, this.album, this.workers, this.everybody) = (name, system, album, workers, everybody);

    public string Name { get; }

    /// <summary>Starts as many workers as will ever be asked for, and warms them.</summary>
    /// <param name="name">As shown.</param>
    /// <param name="system">Stores and API.</param>
    /// <param name="album">What they work on.</param>
    /// <param name="atOnceMax">Workers.</param>
    /// <param name="everybody">All workers of the queue: these are added, and those that are not meant stand still.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="more">Settings of these workers.</param>
    public static async Task<OwnWorkers> StartAsync(
        string name, ImagingSystem system, PhotographAlbum album, int atOnceMax, List<ImagingWorker> everybody, CancellationToken cancellationToken,
        params (string Key, string Value)[] more)
    {
        var workers = await WorkerGroup.StartAsync(system, slots: 1, atOnceMax, cancellationToken, more);
        everybody.AddRange(workers.All);
        try
        {
            await Drain.RunAsync(system, everybody, workers.All, album, 2 * atOnceMax, ImagingSystem.DerivativesPreset, cancellationToken);
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }

        return new(name, system, album, workers, everybody);
    }

    public async Task<MakerRun> RunAsync(int count, int atOnce, CancellationToken cancellationToken)
    {
        var outcome = await Drain.RunAsync(
            system, everybody, [.. workers.All.Take(atOnce)], album, count, ImagingSystem.DerivativesPreset, cancellationToken);
        return new(outcome.CpuSecondsPerImage, outcome.ImagesPerSecond);
    }

    public ValueTask DisposeAsync() => workers.DisposeAsync();
}
