using static Capacity.Number;

namespace Capacity;

public sealed partial class ImagingRefinement
{
    /// <summary>Every figure in the order of the reasoning; servers that do not help are left out.</summary>
    public IReadOnlyList<Figure> Figures => [.. Servers, .. Waits, .. Sustainable, .. Batch];

    private IEnumerable<Figure> Servers
    {
        get
        {
            yield return new(nameof(WorkersAtTarget), WorkersAtTarget, "workers", "demand × time per image / target utilisation, up",
                $"{Text(estimate.DemandImagesPerSecond)} × {Text(estimate.ServiceSeconds)} / {Text(profile.Targets.UtilisationMax)}, up", Figure.Ours);
            if (ServersAtTarget is { } servers)
            {
                yield return new(nameof(ServersAtTarget), servers, "servers", "workers at target / concurrency, up",
                    $"{Text(WorkersAtTarget)} / {Text(estimate.Concurrency)}, up", Figure.Ours);
                yield return new(nameof(ServersForFailure), servers + 1.0, "servers", "servers at target + one that may fail",
                    $"{Text(servers)} + 1", Figure.Failure);
            }
        }
    }

    private IEnumerable<Figure> Waits =>
    [
        new(nameof(WorkerUtilisation), WorkerUtilisation, "share", "demand × time per image / concurrency",
            $"{Text(DemandLine.Load)} / {Text(DemandLine.Servers)}", Figure.Little),
        new(nameof(WaitProbability), WaitProbability, "share", "C(concurrency, demand × time per image)", DemandLine.WorkedProbability, Figure.ErlangC),
        new(nameof(WaitSecondsMean), WaitSecondsMean, "s", "C / (images/s of the server - demand)", DemandLine.WorkedMean, Figure.ErlangC),
        new(nameof(WaitSecondsP50), WaitSecondsP50, "s", "ln(C / 0.5) / (images/s of the server - demand)", DemandLine.Worked(0.50), Figure.ErlangC),
        new(nameof(WaitSecondsP95), WaitSecondsP95, "s", "ln(C / 0.05) / (images/s of the server - demand)", DemandLine.Worked(0.95), Figure.ErlangC),
        new(nameof(WaitSecondsP99), WaitSecondsP99, "s", "ln(C / 0.01) / (images/s of the server - demand)", DemandLine.Worked(0.99), Figure.ErlangC),
        new(nameof(WorkersForTarget), WorkersForTarget, "workers", "fewest whose p99 wait keeps the target",
            $"{Text(DemandLine.Load)} in work, {Text(profile.Targets.WaitMsP99Max / 1_000)} s", Figure.ErlangC),
    ];

    private IEnumerable<Figure> Sustainable =>
    [
        new(nameof(SustainableImagesPerSecond), SustainableImagesPerSecond, "images/s", "images/s × target utilisation",
            $"{Text(estimate.ImagesPerSecond)} × {Text(profile.Targets.UtilisationMax)}", Figure.Ours),
        new(nameof(SustainableWaitSecondsMean), SustainableWaitSecondsMean, "s", "C / (images/s of the server - sustainable)",
            SustainableLine.WorkedMean, Figure.ErlangC),
        new(nameof(SustainableWaitSecondsP99), SustainableWaitSecondsP99, "s", "ln(C / 0.01) / (images/s of the server - sustainable)",
            SustainableLine.Worked(0.99), Figure.ErlangC),
    ];

    private IEnumerable<Figure> Batch =>
    [
        new(nameof(BatchWaves), BatchWaves, "waves", "concurrent uploads / concurrency, up",
            $"{Text(profile.Workload.ConcurrentUploads)} / {Text(estimate.Concurrency)}, up", Figure.Ours),
        new(nameof(BatchWaitSecondsMax), BatchWaitSecondsMax, "s", "(waves - 1) × time per image",
            $"({Text(BatchWaves)} - 1) × {Text(estimate.ServiceSeconds)}", Figure.Ours),
        new(nameof(BatchDrainSeconds), BatchDrainSeconds, "s", "waves × time per image",
            $"{Text(BatchWaves)} × {Text(estimate.ServiceSeconds)}", Figure.Ours),
        new(nameof(BatchDrainSecondsMax), BatchDrainSecondsMax, "s", "waves × most time per image",
            $"{Text(BatchWaves)} × {Text(estimate.ServiceSecondsMax)}", Figure.Ours),
    ];
}
