using Bench.Lab.Processes;

namespace Bench.Imaging;

/// <summary>One image after another on a machine that does nothing else: what an image takes when none has to wait for a core.</summary>
internal static class AloneLoad
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<AloneOutcome> RunAsync(
        ImagingSystem system, ImagingWorker worker, PhotographAlbum album, int count, CancellationToken cancellationToken)
    {
        var (owner, client) = system.NewUser();
        using var own = client;
        var cpuSeconds = 0.0;
        for (var sent = 1; sent <= count; sent++)
        {
            var before = ProcessUsage.Of(worker.Id);
            await client.SendAsync(album.Next(), ImagingSystem.FullPreset, cancellationToken);
            await system.Database.FinishedAsync(owner, sent, Patience, cancellationToken);
            cpuSeconds += ProcessUsage.Of(worker.Id).CpuSeconds - before.CpuSeconds;
        }

        return new(await system.Database.HistoryAsync(owner, cancellationToken), cpuSeconds);
    }
}

/// <param name="History">The images.</param>
/// <param name="CpuSeconds">Processor time of the worker with its image engines for all of them.</param>
internal sealed record AloneOutcome(ImageHistory History, double CpuSeconds)
{
    /// <summary>Cores that one image in work kept busy.</summary>
    public double CoresBusy => CpuSeconds / History.Images.Sum(image => image.ServiceSeconds);

    /// <summary>Time that a worker had one image, s.</summary>
    public double ServiceSeconds => History.Images.Average(image => image.ServiceSeconds);

    /// <summary>Of that, the steps of the pipeline, s; the rest is download, hash and publishing.</summary>
    public double PipelineSeconds => History.Images.Average(image => image.PipelineSeconds);
}
