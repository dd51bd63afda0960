using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>The same queue worked off by one, two and four worker processes of one slot each.</summary>
internal sealed class WorkerScaling(LabSettings settings, ScenarioRecorder recorder, ImagingSystem system, PhotographAlbum album)
{
    // The seed's "linear" is judged at four; the short form shows one and two.
    private const int Most = 4;
    private readonly int[] counts = settings.Sized<int[]>(quick: [1, 2], full: [1, 2, Most]);
    private readonly Dictionary<int, List<DrainOutcome>> outcomes = new() { [1] = [], [2] = [], [Most] = [] };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Step($"starting {counts[^1]} workers of one slot");
        await using var workers = await WorkerGroup.StartAsync(system, slots: 1, counts[^1], cancellationToken);
        // The first image of a process also starts its engine and compiles its code.
        await Drain.RunAsync(system, workers.All, workers.All, album, 2 * counts[^1], ImagingSystem.FullPreset, cancellationToken);
        try
        {
            for (var run = 1; run <= settings.Runs; run++)
            {
                foreach (var count in counts)
                {
                    recorder.Step($"{count} workers, run {run} of {settings.Runs}");
                    outcomes[count].Add(await Drain.RunAsync(
                        system, workers.All, [.. workers.All.Take(count)], album, settings.Sized(quick: 6, full: 16), ImagingSystem.FullPreset, cancellationToken));
                }
            }
        }
        finally
        {
            Record();
        }
    }

    private void Record()
    {
        var complete = counts.Min(count => outcomes[count].Count);
        if (complete == 0)
        {
            return;
        }

        var note = $"All workers share this machine's {Environment.ProcessorCount} cores with the stores: more workers than cores cannot be faster.";
        recorder.Curve(new(
            "imaging.workers", "Throughput over workers", CurveKind.Throughput, "workers of one slot", "images/s",
            Points(outcome => outcome.ImagesPerSecond), Fit: null, note));
        recorder.Curve(new(
            "imaging.workers-cpu", "Processor time per image over workers", CurveKind.Cost, "workers of one slot", "CPU ms/image",
            Points(outcome => outcome.CpuSecondsPerImage * 1_000), Fit: null, note));
        if (counts[^1] != Most)
        {
            recorder.NotMeasured("imaging.scaling", "the short form has no four workers");
            return;
        }

        var (one, four) = (outcomes[counts[0]], outcomes[counts[^1]]);
        recorder.Row("imaging.scaling", Measurement.Of(
            Enumerable.Range(0, complete).Select(run => four[run].CpuSecondsPerImage / one[run].CpuSecondsPerImage)));
    }

    private IReadOnlyList<CurvePoint> Points(Func<DrainOutcome, double> value) =>
        [.. counts.Select(count => new CurvePoint(count, Measurement.Of(outcomes[count].Select(value))))];
}
