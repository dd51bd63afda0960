using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Imaging.Hostile;

/// <summary>Honest images through one worker whose engines are never replaced: what it holds must not grow.</summary>
internal sealed class SoakRun(ILabProgress progress, int images, int seed)
{
    private const int Batch = 200;
    private const int Slots = 2;
    private const double GrowthMax = 1.05;

    public async Task<IReadOnlyList<KeptPromise>> RunAsync(CancellationToken cancellationToken)
    {
        var album = PhotographAlbum.Draw(1_200, 900, count: 4, seed);
        await using var system = await ImagingSystem.StartAsync(cancellationToken);
        await using var worker = await system.StartWorkerAsync(Slots, cancellationToken, ("Imaging:Engine:ImagesPerProcessMax", "1000000"));
        var megabytes = new List<double>();
        for (var done = Batch; done <= images; done += Batch)
        {
            await Drain.RunAsync(system, [worker], [worker], album, Batch, ImagingSystem.FullPreset, cancellationToken);
            megabytes.Add(ProcessUsage.Of(worker.Id).MemoryMegabytes);
            progress.Step("prove soak", KeptPromise.Text($"{done} images: {megabytes[^1]:0.0} MB"));
        }

        var (before, after) = (megabytes[0], megabytes[^1]);
        return
        [
            new(
                KeptPromise.Text($"memory of worker and engines after {images} images"), KeptPromise.Text($"at most {GrowthMax:0.00} times {before:0.0} MB, as after {Batch}"),
                KeptPromise.Text($"{after:0.0} MB ({after / before:0.000} times)"), after <= before * GrowthMax),
        ];
    }
}
