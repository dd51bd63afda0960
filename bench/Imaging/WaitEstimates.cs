using System.Globalization;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>
/// A burst of images on a warm worker: what the status said about the wait while all were queued, beside how long each really waited.
/// The bytes of all lie in storage before the first is completed: here the storage and the uploading client have their processor time
/// from the cores that the worker has, which no estimate could know, and which is nobody's machine in the cloud.
/// </summary>
internal sealed class WaitEstimates(ILabProgress progress, int images)
{
    /// <summary>
    /// Bursts before, of as many images as a worker learns from: processes that have been at work, not such as were just started. After the
    /// first one the API still compiles what it has run, on cores that are the worker's too.
    /// </summary>
    private const int Warming = 64;
    private const int WarmingBursts = 2;

    private const double OffMax = 0.2;
    private const double ShareMin = 0.9;

    public async Task<IReadOnlyList<KeptPromise>> RunAsync(CancellationToken cancellationToken)
    {
        Step("starting");
        await using var system = await ImagingSystem.StartAsync(cancellationToken);
        await using var worker = await system.StartWorkerAsync(null, cancellationToken);
        var album = PhotographAlbum.Draw(4_000, 3_000, 4, seed: 1);
        for (var burst = 1; burst <= WarmingBursts; burst++)
        {
            Step($"{Warming} images before, burst {burst} of {WarmingBursts}");
            await SendAsync(system, album, Warming, cancellationToken);
        }

        Step($"a burst of {images} images");
        var asked = await SendAsync(system, album, images, cancellationToken);

        var off = asked.Select(one => Math.Abs(one.Estimated - one.Waited) / Math.Max(one.Waited, 0.001)).Order().ToList();
        var good = off.Count(share => share <= OffMax);
        foreach (var one in asked.OrderBy(one => one.Waited))
        {
            Step(string.Create(CultureInfo.InvariantCulture, $"position {one.Position,3}: {one.Estimated,6:0.0} s said, {one.Waited,6:0.00} s waited"));
        }

        return
        [
            new(
                $"estimates within 20 % of the wait, of {asked.Count} that were queued", KeptPromise.Text($"at least {ShareMin:P0}"),
                KeptPromise.Text($"{(double)good / asked.Count:P0}; half of them within {off[off.Count / 2]:P0}"), good >= ShareMin * asked.Count),
        ];
    }

    /// <summary>Uploads so many, completes them at once and waits for their end; asks for the estimates when all are accepted.</summary>
    private static async Task<IReadOnlyList<Asked>> SendAsync(
        ImagingSystem system, PhotographAlbum album, int count, CancellationToken cancellationToken)
    {
        var (owner, client) = system.NewUser();
        using var own = client;
        var uploaded = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => UploadAsync(client, album.Next(), cancellationToken)));
        await Task.WhenAll(uploaded.Select(id => client.CompleteAsync(id, cancellationToken)));
        var estimates = new List<(string Id, long Position, double Seconds, DateTime At)>();
        foreach (var id in uploaded)
        {
            if (await client.EstimateAsync(id, cancellationToken) is var (position, seconds))
            {
                estimates.Add((id, position, seconds, DateTime.UtcNow));
            }
        }

        await system.Database.FinishedAsync(owner, count, TimeSpan.FromMinutes(5), cancellationToken);
        var begun = await system.Database.BegunAsync(owner, cancellationToken);
        return [.. estimates.Select(one => new Asked(one.Position, one.Seconds, (begun[one.Id] - one.At).TotalSeconds)).Where(one => one.Waited > 0)];
    }

    private static Task<string> UploadAsync(ImagingClient client, UniqueJpeg photograph, CancellationToken cancellationToken) =>
        client.UploadAsync(photograph, photograph.Length, "image/jpeg", ImagingSystem.FullPreset, cancellationToken);

    private void Step(string what) => progress.Step("prove wait", what);

    private sealed record Asked(long Position, double Estimated, double Waited);
}
