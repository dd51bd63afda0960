namespace Bench.Imaging.Comparison;

/// <summary>This system: worker processes of one slot, with queue, download, hash, isolation and publishing in what they cost.</summary>
internal sealed class OwnWorkers : IDerivativeMaker
{
    /// <summary>Images of each worker before it is measured: compiling the code that the first ones meet costs more than the images.</summary>
    private const int WarmingEach = 10;

    private readonly ImagingSystem system;
    private readonly PhotographAlbum album;
    private readonly WorkerGroup workers;
    private readonly List<ImagingWorker> everybody;
    private readonly string preset;

    private OwnWorkers(
        string name, ImagingSystem system, PhotographAlbum album, WorkerGroup workers, List<ImagingWorker> everybody, string preset) =>
        (Name, this.system, this.album, this.workers, this.everybody, this.preset) = (name, system, album, workers, everybody, preset);

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
            await Drain.RunAsync(system, everybody, workers.All, album, WarmingEach * atOnceMax, ImagingSystem.DerivativesPreset, cancellationToken);
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }

        return new(name, system, album, workers, everybody, ImagingSystem.DerivativesPreset);
    }

    /// <summary>The same workers with another preset, for as long as these live.</summary>
    public IDerivativeMaker With(string other, string name) => new Borrowed(new OwnWorkers(name, system, album, workers, everybody, other));

    public async Task<MakerRun> RunAsync(int count, int atOnce, CancellationToken cancellationToken)
    {
        var outcome = await Drain.RunAsync(
            system, everybody, [.. workers.All.Take(atOnce)], album, count, preset, cancellationToken);
        return new(outcome.CpuSecondsPerImage, outcome.ImagesPerSecond);
    }

    public ValueTask DisposeAsync() => workers.DisposeAsync();

    /// <summary>Somebody else ends the workers.</summary>
    private sealed class Borrowed(OwnWorkers own) : IDerivativeMaker
    {
        public string Name => own.Name;

        public Task<MakerRun> RunAsync(int count, int atOnce, CancellationToken cancellationToken) => own.RunAsync(count, atOnce, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
