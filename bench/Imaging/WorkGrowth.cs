using System.Diagnostics;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>What one unit costs while the picture, or the queue before it, grows.</summary>
internal sealed class WorkGrowth(LabSettings settings, ScenarioRecorder recorder, ImagingSystem system)
{
    private const int TinySide = 64;
    private const int StatusReads = 20;

    // 4:3, as cameras have it: 1, 12 and 48 million pixels.
    private static readonly (int Width, int Height)[] Sizes = [(1_152, 864), (4_000, 3_000), (8_000, 6_000)];

    private readonly List<CurvePoint> perMegapixel = [];
    private readonly List<CurvePoint> perImage = [];
    private readonly List<CurvePoint> statusMs = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Step("starting a worker of one slot");
        await using var worker = await system.StartWorkerAsync(slots: 1, cancellationToken);
        var tiny = PhotographAlbum.Draw(TinySide, TinySide, count: 1, settings.Seed);
        await Drain.RunAsync(system, [worker], [worker], tiny, settings.Sized(quick: 10, full: 40), ImagingSystem.FullPreset, cancellationToken);
        try
        {
            await GrowPicturesAsync(worker, cancellationToken);
            await GrowQueueAsync(worker, tiny, cancellationToken);
        }
        finally
        {
            Record();
        }
    }

    private async Task GrowPicturesAsync(ImagingWorker worker, CancellationToken cancellationToken)
    {
        foreach (var (width, height) in settings.Quick ? Sizes[..^1] : Sizes)
        {
            var megapixels = width * (double)height / 1_000_000;
            recorder.Step($"photographs of {megapixels:0} megapixels");
            var album = PhotographAlbum.Draw(width, height, count: 1, settings.Seed);
            // One that is not counted: code is compiled and the engine's memory grows at the first picture of a size.
            await Drain.RunAsync(system, [worker], [worker], album, 1, ImagingSystem.FullPreset, cancellationToken);
            var costs = new List<double>();
            for (var run = 0; run < settings.Runs; run++)
            {
                var outcome = await Drain.RunAsync(
                    system, [worker], [worker], album, settings.Sized(quick: 2, full: 5), ImagingSystem.FullPreset, cancellationToken);
                costs.Add(outcome.CpuSecondsPerImage * 1_000 / megapixels);
            }

            perMegapixel.Add(new(Math.Round(megapixels), Measurement.Of(costs)));
        }
    }

    private async Task GrowQueueAsync(ImagingWorker worker, PhotographAlbum tiny, CancellationToken cancellationToken)
    {
        foreach (var length in settings.Sized<int[]>(quick: [2, 20], full: [10, 100, 1_000]))
        {
            recorder.Step($"a queue of {length} images of {TinySide} x {TinySide} pixels");
            var status = 0.0;
            var outcome = await Drain.RunAsync(
                system, [worker], [worker], tiny, length, ImagingSystem.DerivativesPreset, cancellationToken,
                async (last, client) => status = await StatusMsAsync(client, last, cancellationToken));
            perImage.Add(new(length, Measurement.Of(outcome.CpuSecondsPerImage * 1_000)));
            statusMs.Add(new(length, Measurement.Of(status)));
        }
    }

    /// <summary>Middle time of reading the status of the last image of the queue, ms.</summary>
    private static async Task<double> StatusMsAsync(ImagingClient client, string last, CancellationToken cancellationToken)
    {
        var reads = new List<double>();
        for (var read = 0; read < StatusReads; read++)
        {
            var began = Stopwatch.GetTimestamp();
            await client.ReadAsync(last, cancellationToken);
            reads.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return Measurement.Of(reads).Median;
    }

    private void Record()
    {
        Add("imaging.megapixels", "Processor time per megapixel over the size of the picture", "megapixels", "CPU ms/megapixel", perMegapixel,
            "Download, derivatives of the same three sizes and the models cost about the same for every picture, so small ones cost more per pixel.");
        Add("imaging.queue", "Processor time per image over the length of the queue", "images in the queue", "CPU ms/image", perImage,
            $"Images of {TinySide} x {TinySide} pixels: what remains is the job itself.");
        Add("imaging.queue-status", "Status of the last image over the length of the queue", "images in the queue", "ms, p50", statusMs, note: null);
    }

    private void Add(string id, string name, string xName, string yName, List<CurvePoint> points, string? note)
    {
        if (points.Count > 0)
        {
            recorder.Curve(new(id, name, CurveKind.Cost, xName, yName, points, Fit: null, note));
        }
    }
}
