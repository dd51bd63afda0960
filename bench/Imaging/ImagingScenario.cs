using Bench.Imaging.Comparison;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>The load of section B of the seed: photographs by signed address, queue, worker, manifest.</summary>
internal sealed class ImagingScenario : IScenario
{
    private const int Width = 4_000;
    private const int Height = 3_000;

    public string Service => "imaging";

    public async Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken)
    {
        recorder.Conditions(profile => ImagingConditions.Of(profile, SeedLoad.UploadsIn(settings)));
        recorder.Step("drawing photographs");
        var album = PhotographAlbum.Draw(Width, Height, settings.Sized(quick: 2, full: 6), settings.Seed);
        recorder.Note(
            $"Photographs are drawn by seed {settings.Seed}, {Width} x {Height} pixels, {album.BytesMean / 1_000_000:0.0} MB on average: light, structure of every size, edges, grain. Each upload has other bytes.");
        if (settings.Target is { } target)
        {
            await new TargetLoad(settings, recorder, target, album).RunAsync(cancellationToken);
            return;
        }

        recorder.Note($"Load, service and stores share this machine's {Environment.ProcessorCount} cores; Azurite, which real storage is not, has a part of them.");
        recorder.Step("starting PostgreSQL, Redis, Azurite and the API");
        await using var system = await ImagingSystem.StartAsync(cancellationToken);
        foreach (var (part, run) in Parts(settings, recorder, system, album))
        {
            // Growth takes as long as all else of the short form.
            if (part == LabParts.Growth ? settings.HasLong(part) : settings.Has(part))
            {
                await run(cancellationToken);
            }
        }
    }

    private static IEnumerable<(LabParts Part, Func<CancellationToken, Task> RunAsync)> Parts(
        LabSettings settings, ScenarioRecorder recorder, ImagingSystem system, PhotographAlbum album) =>
    [
        (LabParts.Load, new SeedLoad(settings, recorder, system, album).RunAsync),
        (LabParts.Scaling, new WorkerScaling(settings, recorder, system, album).RunAsync),
        (LabParts.Growth, new WorkGrowth(settings, recorder, system).RunAsync),
        (LabParts.Peers, new PeerRuns(settings, recorder, system, album).RunAsync),
    ];
}
