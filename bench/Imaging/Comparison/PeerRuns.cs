using Bench.Lab.Results;
using Bench.Lab.Running;
using Support.Servers;

namespace Bench.Imaging.Comparison;

/// <summary>The same derivatives of the same photographs by this system and by others, in turn.</summary>
internal sealed class PeerRuns(LabSettings settings, ScenarioRecorder recorder, ImagingSystem system, PhotographAlbum album)
{
    // The short form takes one photograph at a time.
    private readonly int atOnceMax = settings.Sized(quick: 1, full: 2);
    private readonly List<MakerSeries> makers = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        try
        {
            await StartAsync(folder.Path, cancellationToken);
            for (var run = 1; run <= settings.Runs; run++)
            {
                await RunOnceAsync(run, cancellationToken);
            }
        }
        finally
        {
            Record();
            foreach (var maker in makers)
            {
                await maker.DisposeAsync();
            }
        }
    }

    private async Task StartAsync(string folder, CancellationToken cancellationToken)
    {
        recorder.Step("starting the peers");
        var photographs = album.WriteTo(folder);
        var workers = new List<ImagingWorker>();
        makers.Add(MakerSeries.Of(await OwnWorkers.StartAsync(
            "this system, from queue to manifest", system, album, atOnceMax, workers, cancellationToken)));
        makers.Add(MakerSeries.Of(await OwnWorkers.StartAsync(
            "this system with Imaging:Engine=ImageSharp", system, album, atOnceMax, workers, cancellationToken, ("Imaging:Engine", "ImageSharp"))));
        makers.Add(MakerSeries.Of(await PeerLoop.StartAsync(
            "the same libvips calls bare, files only, one thread per image", "vips", photographs, folder, cancellationToken)));
        makers.Add(MakerSeries.Of(await PeerLoop.StartAsync(
            "plain ImageSharp loop, files only, one thread per image", "imagesharp", photographs, folder, cancellationToken)));
        makers.Add(new(await Tools.VipsAsync(photographs, folder)));
        makers.Add(new(await Tools.ImageMagickAsync(photographs, folder)));
    }

    private async Task RunOnceAsync(int run, CancellationToken cancellationToken)
    {
        for (var atOnce = 1; atOnce <= atOnceMax; atOnce++)
        {
            foreach (var maker in makers)
            {
                recorder.Step($"{maker.Name}: {atOnce} at a time, run {run} of {settings.Runs}");
                await maker.RunAsync(settings.Sized(quick: 2, full: 8) * atOnce, atOnce, cancellationToken);
            }
        }
    }

    private void Record()
    {
        if (makers.FirstOrDefault()?.WhyNot is { } whyNot)
        {
            recorder.Note($"Not all comparisons: {whyNot}");
        }

        for (var atOnce = 1; atOnce <= atOnceMax; atOnce++)
        {
            var name = $"Three derivatives of a photograph, {atOnce} at a time (ours from queue to manifest)";
            Add($"imaging.derivatives-cpu-{atOnce}", name, "CPU s/image", Better.Lower, atOnce, run => run.CpuSecondsPerImage);
            Add($"imaging.derivatives-throughput-{atOnce}", name, "images/s", Better.Higher, atOnce, run => run.ImagesPerSecond);
        }
    }

    private void Add(string id, string name, string unit, Better better, int atOnce, Func<MakerRun, double> value)
    {
        if (makers.FirstOrDefault()?.Measured(atOnce, value) is { } ours)
        {
            recorder.Peers(new(id, name, unit, better, ours, [.. makers.Skip(1).Select(maker => maker.Result(atOnce, value))]));
        }
    }
}
