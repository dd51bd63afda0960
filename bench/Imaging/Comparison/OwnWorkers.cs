namespace Bench.Imaging.Comparison;

/// <summary>This system: worker processes of one slot, with queue, download, hash, isolation and publishing in what they cost.</summary>
internal sealed class OwnWorkers : IDerivativeMaker
{
    private readonly ImagingSystem system;
    private readonly PhotographAlbum album;
    private readonly WorkerGroup workers;

    private OwnWorkers(ImagingSystem system, PhotographAlbum album, WorkerGroup workers) =>
        (this.system, this.album, this.workers) = (system, album, workers);

    public string Name => "this system, from queue to manifest";

    /// <summary>Starts as many workers as will ever be asked for, and warms them.</summary>
    public static async Task<OwnWorkers> StartAsync(ImagingSystem system, PhotographAlbum album, int atOnceMax, CancellationToken cancellationToken)
    {
        var workers = await WorkerGroup.StartAsync(system, slots: 1, atOnceMax, cancellationToken);
        try
        {
            await Drain.RunAsync(system, workers.All, workers.All, album, 2 * atOnceMax, ImagingSystem.DerivativesPreset, cancellationToken);
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }

        return new(system, album, workers);
    }

    public async Task<MakerRun> RunAsync(int count, int atOnce, CancellationToken cancellationToken)
    {
        var outcome = await Drain.RunAsync(
            system, workers.All, [.. workers.All.Take(atOnce)], album, count, ImagingSystem.DerivativesPreset, cancellationToken);
        return new(outcome.CpuSecondsPerImage, outcome.ImagesPerSecond);
    }

    public ValueTask DisposeAsync() => workers.DisposeAsync();
}
