using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>The same queue worked off by one, two and four worker processes of one slot each.</summary>
internal sealed class WorkerScaling(LabSettings settings, ScenarioRecorder recorder, ImagingSystem system, PhotographAlbum album)
{
    private static readonly int[] Counts = [1, 2, 4];

    private readonly Dictionary<int, List<DrainOutcome>> outcomes = Counts.ToDictionary(count => count, _ => new List<DrainOutcome>());

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Step($"starting {Counts[^1]} workers of one slot");
        await using var workers = await WorkerGroup.StartAsync(system, slots: 1, Counts[^1], cancellationToken);
        // The first image of a process also starts its engine and compiles its code.
        await Drain.RunAsync(system, workers.All, workers.All, album, 2 * Counts[^1], ImagingSystem.FullPreset, cancellationToken);
        try
        {
            for (var run = 1; run <= settings.Runs; run++)
            {
                foreach (var count in Counts)
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
        var complete = outcomes.Values.Min(runs => runs.Count);
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
        var (one, four) = (outcomes[Counts[0]], outcomes[Counts[^1]]);
        recorder.Row("imaging.scaling", Measurement.Of(
            Enumerable.Range(0, complete).Select(run => four[run].CpuSecondsPerImage / one[run].CpuSecondsPerImage)));
    }

    private IReadOnlyList<CurvePoint> Points(Func<DrainOutcome, double> value) =>
        [.. Counts.Select(count => new CurvePoint(count, Measurement.Of(outcomes[count].Select(value))))];
}
