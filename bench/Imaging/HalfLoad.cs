using System.Diagnostics;
using Bench.Lab.Load;

namespace Bench.Imaging;

/// <summary>An open loop at half of what the workers can do: what a client waits on an ordinary day.</summary>
internal sealed class HalfLoad(LatencyRecorder fromDue, LatencyRecorder fromComplete)
{
    private const int UnderWayMax = 100;

    /// <summary>Uploads <paramref name="perSecond"/> photographs a second for <paramref name="duration"/>.</summary>
    /// <returns>Seconds from complete to manifest of this run: half of the images took at most that.</returns>
    public async Task<double> RunAsync(
        ImagingClient client, PhotographAlbum album, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var own = new LatencyRecorder("imaging.half-load-run", "one run");
        await OpenLoop.RunAsync(perSecond, duration, UnderWayMax, due => OneAsync(client, album, due, own, cancellationToken), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return own.At(50) / 1_000;
    }

    private async Task OneAsync(ImagingClient client, PhotographAlbum album, long due, LatencyRecorder own, CancellationToken cancellationToken)
    {
        var dueAt = DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(due);
        try
        {
            var sent = await client.SendAsync(album.Next(), ImagingSystem.FullPreset, cancellationToken);
            var finished = await client.FollowAsync(sent.Id, cancellationToken);
            if (finished.Status != "succeeded")
            {
                Failed();
                return;
            }

            fromDue.Done(finished.FinishedAt!.Value - dueAt);
            fromComplete.Done(finished.FinishedAt.Value - sent.CompletedAt);
            own.Done(finished.FinishedAt.Value - sent.CompletedAt);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            Failed();
        }
    }

    private void Failed()
    {
        fromDue.Failed();
        fromComplete.Failed();
    }
}
