using Bench.Lab.Load;
using Bench.Lab.Processes;

namespace Bench.Imaging;

/// <summary>The seed's load: so many clients upload at the same moment, each follows its image to the end.</summary>
internal static class BurstLoad
{
    private const string Worker = "worker";

    public static async Task<BurstOutcome> RunAsync(
        ImagingSystem system, ImagingWorker worker, PhotographAlbum album, int uploads, LatencyRecorder calls, CancellationToken cancellationToken)
    {
        var (owner, client) = system.NewUser(calls);
        using var own = client;
        await using var whole = UsageMeter.Start(
            [(Worker, [worker.Id]), ("api", [system.Api.Id]), ("generator", [Environment.ProcessId]), .. system.Stores]);

        var sends = Enumerable.Range(0, uploads).Select(_ => client.SendAsync(album.Next(), ImagingSystem.FullPreset, cancellationToken)).ToArray();
        var follows = sends.Select(send => FollowAsync(client, send, cancellationToken)).ToArray();
        await Task.WhenAll(sends);

        // From here on the workers have the machine to themselves, and the queue is still full.
        var uploadedAt = DateTime.UtcNow;
        await using var working = UsageMeter.Start((Worker, [worker.Id]));
        await Task.WhenAll(follows);
        var used = await working.StopAsync();
        return new(await system.Database.HistoryAsync(owner, cancellationToken), uploads, uploadedAt, used[Worker], await whole.StopAsync());
    }

    private static async Task<FinishedImage> FollowAsync(ImagingClient client, Task<SentImage> send, CancellationToken cancellationToken) =>
        await client.FollowAsync((await send).Id, cancellationToken);
}

/// <param name="History">The images.</param>
/// <param name="Uploads">Clients that uploaded at the same moment.</param>
/// <param name="UploadedAt">When the last of them had its bytes accepted.</param>
/// <param name="Working">What the worker used from then on.</param>
/// <param name="Whole">What everybody used from the first upload to the last manifest.</param>
internal sealed record BurstOutcome(
    ImageHistory History, int Uploads, DateTime UploadedAt, Used Working, IReadOnlyDictionary<string, Used> Whole)
{
    private const double SecondsMin = 1;

    /// <summary>Images per second while the queue is full: from the last upload to the last start.</summary>
    /// <remarks>Where the workers keep pace with the uploads there is no such stretch; then it is the whole of the burst.</remarks>
    public double ImagesPerSecond => (History.LastStart - UploadedAt).TotalSeconds >= SecondsMin
        ? History.PerSecond(UploadedAt, History.LastStart)
        : History.PerSecond(History.FirstStart, History.LastFinish);

    /// <summary>Processor time of the worker with its image engines, s per image.</summary>
    public double CpuSecondsPerImage => (History.LastFinish - UploadedAt).TotalSeconds >= SecondsMin
        ? Working.CpuSeconds / History.WorkedWithin(UploadedAt, History.LastFinish)
        : Whole["worker"].CpuSeconds / History.Images.Count;

    /// <summary>Images that became what was asked for.</summary>
    public int Succeeded => History.Images.Count(image => image.Succeeded);

    public double ServiceSeconds => History.Images.Average(image => image.ServiceSeconds);

    public double ServiceSecondsMin => History.Images.Min(image => image.ServiceSeconds);

    public double ServiceSecondsMax => History.Images.Max(image => image.ServiceSeconds);
}
