using Bench.Lab.Load;
using Bench.Lab.Results;
using Bench.Lab.Rows;
using Bench.Lab.Running;
using Bench.Lab.Systems;

namespace Bench.Imaging;

/// <summary>The load on a system that runs already: only what its clients see is measured.</summary>
internal sealed class TargetLoad(LabSettings settings, ScenarioRecorder recorder, Uri gateway, PhotographAlbum album)
{
    private const string Unseen = "not to be seen from outside a running system";

    private readonly LatencyRecorder calls = new("imaging.api", "POST /images and complete, in the burst");
    private readonly LatencyRecorder queueToManifest = new("imaging.queue-to-manifest", "Complete to manifest, in the burst");
    private readonly LatencyRecorder fromDue = new("imaging.upload-to-manifest", "Upload to manifest, half load");
    private readonly LatencyRecorder fromComplete = new("imaging.complete-to-manifest", "Complete to manifest, half load");
    private readonly List<double> succeeded = [];
    private readonly List<double> perSecond = [];
    private readonly List<double> halfLoadSeconds = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken);
        using var client = new ImagingClient(gateway, token, calls);
        try
        {
            for (var run = 1; run <= settings.Runs; run++)
            {
                await RunOnceAsync(client, token, run, cancellationToken);
            }
        }
        finally
        {
            Record();
        }
    }

    private async Task RunOnceAsync(ImagingClient client, string token, int run, CancellationToken cancellationToken)
    {
        var uploads = SeedLoad.UploadsIn(settings);
        recorder.Step($"{uploads} uploads at once, run {run} of {settings.Runs}");
        var images = await Task.WhenAll(Enumerable.Range(0, uploads).Select(_ => OneAsync(client, cancellationToken)));
        var ended = images.Where(image => image.Finished.Status == "succeeded").ToArray();
        succeeded.Add(ended.Length);
        if (ended.Length == 0)
        {
            throw new InvalidOperationException("No image of the burst became what was asked for.");
        }

        var seconds = (ended.Max(image => image.Finished.FinishedAt!.Value) - ended.Min(image => image.Sent.CompletedAt)).TotalSeconds;
        perSecond.Add(ended.Length / seconds);
        foreach (var (sent, finished) in ended)
        {
            queueToManifest.Done(finished.FinishedAt!.Value - sent.CompletedAt);
        }

        var rate = perSecond[^1] / 2;
        var duration = TimeSpan.FromSeconds(settings.Sized(quick: 5, full: 20));
        recorder.Step($"{rate:0.0} images/s for {duration.TotalSeconds:0} s, run {run} of {settings.Runs}");
        using var quiet = new ImagingClient(gateway, token);
        halfLoadSeconds.Add(await new HalfLoad(fromDue, fromComplete).RunAsync(quiet, album, rate, duration, cancellationToken));
    }

    private async Task<(SentImage Sent, FinishedImage Finished)> OneAsync(ImagingClient client, CancellationToken cancellationToken)
    {
        var sent = await client.SendAsync(album.Next(), ImagingSystem.ShippedPreset, cancellationToken);
        return (sent, await client.FollowAsync(sent.Id, cancellationToken));
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = gateway };
        return await DevelopmentSignIn.TokenAsync(client, $"lab-{Guid.NewGuid():N}", cancellationToken);
    }

    private void Record()
    {
        foreach (var row in SeedRows.Of("imaging"))
        {
            recorder.NotMeasured(row.Id, Unseen);
        }

        if (perSecond.Count == 0)
        {
            return;
        }

        recorder.Row("imaging.concurrent-uploads", Measurement.Of(succeeded), "sent at the same moment, each with its manifest in the end");
        recorder.Row("imaging.images-per-second", Measurement.Of(perSecond), "from the first completion to the last manifest");
        recorder.Latency(calls.Result());
        recorder.Latency(queueToManifest.Result());
        if (halfLoadSeconds.Count > 0)
        {
            recorder.Row("imaging.latency", Measurement.Of(halfLoadSeconds), "from complete to manifest, open loop at half of the throughput");
            recorder.Latency(fromDue.Result());
            recorder.Latency(fromComplete.Result());
        }
    }
}
