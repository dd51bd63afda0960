using Bench.Lab.Processes;

namespace Bench.Imaging;

/// <summary>A queue that is filled while every worker stands still, then worked off by some of them: full from beginning to end.</summary>
internal static class Drain
{
    private const int SendersMax = 8;
    private const double SecondsPerImageMax = 30;

    /// <summary>Fills and works off; the workers of <paramref name="all"/> that are not in <paramref name="busy"/> stand still to the end.</summary>
    public static async Task<DrainOutcome> RunAsync(
        ImagingSystem system, IReadOnlyList<ImagingWorker> all, IReadOnlyList<ImagingWorker> busy,
        PhotographAlbum album, int count, string preset, CancellationToken cancellationToken, Func<string, ImagingClient, Task>? whileFull = null)
    {
        foreach (var worker in all)
        {
            await worker.PauseAsync();
        }

        var (owner, client) = system.NewUser();
        using var own = client;
        var last = await FillAsync(client, album, count, preset, cancellationToken);
        if (whileFull is not null)
        {
            await whileFull(last, client);
        }

        await using var meter = UsageMeter.Start([("workers", busy.Select(worker => worker.Id)), .. system.Stores]);
        foreach (var worker in busy)
        {
            await worker.ResumeAsync();
        }

        var history = await system.Database.FinishedAsync(owner, count, TimeSpan.FromSeconds(30 + (count * SecondsPerImageMax)), cancellationToken);
        var failed = history.Images.Count(image => !image.Succeeded);
        return failed == 0
            ? new(history, await meter.StopAsync())
            : throw new InvalidOperationException($"{failed} of {count} images of the lab failed; their cost says nothing.");
    }

    /// <summary>Sends so many images; answers the id of the last.</summary>
    private static async Task<string> FillAsync(ImagingClient client, PhotographAlbum album, int count, string preset, CancellationToken cancellationToken)
    {
        await Parallel.ForAsync(
            1, count, new ParallelOptions { MaxDegreeOfParallelism = SendersMax, CancellationToken = cancellationToken },
            async (_, stop) => await client.SendAsync(album.Next(), preset, stop));
        return (await client.SendAsync(album.Next(), preset, cancellationToken)).Id;
    }
}

/// <param name="History">The images.</param>
/// <param name="Used">What <c>workers</c>, <c>postgres</c>, <c>redis</c> and <c>azurite</c> used.</param>
internal sealed record DrainOutcome(ImageHistory History, IReadOnlyDictionary<string, Used> Used)
{
    /// <summary>From the first image's start to the last one's end.</summary>
    public double ImagesPerSecond => History.Images.Count / (History.LastFinish - History.FirstStart).TotalSeconds;

    /// <summary>Processor time of workers with their image engines, s.</summary>
    public double CpuSecondsPerImage => Used["workers"].CpuSeconds / History.Images.Count;

    /// <summary>The same of one store, s.</summary>
    public double StoreCpuSecondsPerImage(string store) => Used[store].CpuSeconds / History.Images.Count;
}
