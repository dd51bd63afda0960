using Bench.Lab.Running;
using Support;
using Support.Servers;

namespace Bench.Imaging.Comparison;

/// <summary>The same derivatives of the same photographs by this system and by others, in turn; then with models, beside the bare calls.</summary>
internal sealed class PeerRuns(LabSettings settings, ScenarioRecorder recorder, ImagingSystem system, PhotographAlbum album)
{
    // The short form takes one photograph at a time.
    private readonly int atOnceMax = settings.Sized(quick: 1, full: 2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        await using var derivatives = new Contest("imaging.derivatives", "Three derivatives");
        await using var whole = new Contest("imaging.whole", "Three derivatives, moderation, faces and an embedding");
        try
        {
            await StartAsync(derivatives, whole, folder.Path, cancellationToken);
            for (var run = 1; run <= settings.Runs; run++)
            {
                await RunOnceAsync([derivatives, whole], run, cancellationToken);
            }
        }
        finally
        {
            derivatives.Record(recorder, atOnceMax);
            whole.Record(recorder, atOnceMax);
        }
    }

    private async Task StartAsync(Contest derivatives, Contest whole, string folder, CancellationToken cancellationToken)
    {
        recorder.Step("starting the peers");
        var photographs = album.WriteTo(folder);
        var workers = new List<ImagingWorker>();
        var ours = await OwnWorkers.StartAsync("this system, from queue to manifest", system, album, atOnceMax, workers, cancellationToken);
        derivatives.Add(ours);
        derivatives.Add(ours.With(ImagingSystem.LinearPreset, "this system with Light: linear"));
        derivatives.Add(await OwnWorkers.StartAsync(
            "this system with Imaging:Engine=ImageSharp", system, album, atOnceMax, workers, cancellationToken, ("Imaging:Engine", "ImageSharp"),
            // It keeps no animation, and would refuse to start with a preset that does.
            ($"Imaging:Presets:{ImagingSystem.HostilePreset}:Steps:0:Frames", "first")));
        derivatives.Add(await PeerLoop.StartAsync(
            "the same libvips calls bare, files only, one thread per image", "vips", photographs, folder, cancellationToken));
        derivatives.Add(await PeerLoop.StartAsync(
            "plain ImageSharp loop, files only, one thread per image", "imagesharp", photographs, folder, cancellationToken));
        derivatives.Add(new MakerSeries(await Tools.VipsAsync(photographs, folder)));
        derivatives.Add(new MakerSeries(await Tools.ImageMagickAsync(photographs, folder)));

        whole.Add(ours.With(ImagingSystem.FullPreset, ours.Name));
        whole.Add(await PeerLoop.StartAsync(
            "the same libvips calls and model runs bare, files only, one thread per image", "vips-onnx", photographs, folder, cancellationToken,
            Path.Combine(Repository.Built("Imaging.Worker"), "Models")));
    }

    private async Task RunOnceAsync(Contest[] contests, int run, CancellationToken cancellationToken)
    {
        for (var atOnce = 1; atOnce <= atOnceMax; atOnce++)
        {
            var count = settings.Sized(quick: 2, full: 8) * atOnce;
            foreach (var contest in contests)
            {
                await contest.RunAsync(count, atOnce, maker => recorder.Step($"{maker}: {atOnce} at a time, run {run} of {settings.Runs}"), cancellationToken);
            }
        }
    }
}
