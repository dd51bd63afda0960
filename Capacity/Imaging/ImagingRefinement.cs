namespace Capacity;

/// <summary>What the seed's arithmetic of the image service leaves out: utilisation, the wait for a worker, the batch, a lost server.</summary>
/// <remarks>
/// Workers are a line of random arrivals before equal servers (<see cref="WaitingLine"/>); times of images vary less than that assumes
/// (2 to 10 s around 6), so the waits are on the safe side. The batch is counted in waves of images that take the mean time each.
/// </remarks>
public sealed partial class ImagingRefinement
{
    private readonly ImagingEstimate estimate;
    private readonly ImagingProfile profile;

    internal ImagingRefinement(ImagingEstimate estimate) => (this.estimate, profile) = (estimate, estimate.Profile);

    /// <summary>Workers that carry the demand and leave room for chance, workers: <c>8.333 × 6 / 0.7 = 71.429, up to 72</c>.</summary>
    public int WorkersAtTarget => Rounding.Up(DemandLine.Load / profile.Targets.UtilisationMax);

    /// <summary>Their servers, servers: <c>72 / 8 = 9</c>; <c>null</c> when one server carries no worker.</summary>
    public int? ServersAtTarget => estimate.Concurrency == 0 ? null : Rounding.Up((double)WorkersAtTarget / estimate.Concurrency);

    /// <summary>Servers of which one may fail while the others stay within the target, servers: <c>9 + 1 = 10</c>.</summary>
    public double? ServersForFailure => ServersAtTarget + 1.0;

    /// <summary>Demand against the workers of one server, share. Little's law: <c>50 / 8 = 6.25</c>; over 1 the queue grows.</summary>
    public double WorkerUtilisation => DemandLine.Utilisation;

    /// <summary>Images that find no free worker, share. Erlang C: 1, since more comes than one server does.</summary>
    public double WaitProbability => DemandLine.WaitProbability;

    /// <summary>Mean wait for a worker if the demand goes on, s. Erlang C: without end at 6.25 times what one server does.</summary>
    public double WaitSecondsMean => DemandLine.WaitSecondsMean;

    /// <summary>What half of the images wait at most, s. Erlang C: without end.</summary>
    public double WaitSecondsP50 => DemandLine.WaitSeconds(0.50);

    /// <summary>What 95 of 100 wait at most, s. Erlang C: without end.</summary>
    public double WaitSecondsP95 => DemandLine.WaitSeconds(0.95);

    /// <summary>What 99 of 100 wait at most, s. Erlang C: without end.</summary>
    public double WaitSecondsP99 => DemandLine.WaitSeconds(0.99);

    /// <summary>The fewest workers whose p99 wait keeps the target, workers. Erlang C: 53 for the demand and 10 s.</summary>
    public int WorkersForTarget => WaitingLine.ServersFor(
        DemandLine.ArrivalsPerSecond, estimate.ServiceSeconds, 0.99, profile.Targets.WaitMsP99Max / 1_000);

    /// <summary>What one server does for long, images/s: <c>1.333 × 0.7 = 0.933</c>.</summary>
    public double SustainableImagesPerSecond => estimate.ImagesPerSecond * profile.Targets.UtilisationMax;

    /// <summary>Mean wait for a worker at that rate, s. Erlang C: <c>0.271 / (1.333 - 0.933) = 0.677</c>.</summary>
    public double SustainableWaitSecondsMean => SustainableLine.WaitSecondsMean;

    /// <summary>What 99 of 100 wait at most at that rate, s. Erlang C: <c>ln(0.271 / 0.01) / 0.4 = 8.245</c>.</summary>
    public double SustainableWaitSecondsP99 => SustainableLine.WaitSeconds(0.99);

    /// <summary>Rounds in which one server does the uploads that come at once, waves: <c>50 / 8 = 6.25, up to 7</c>.</summary>
    public double BatchWaves => Math.Ceiling(Rounding.Clean((double)profile.Workload.ConcurrentUploads / estimate.Concurrency));

    /// <summary>Wait of the last wave, s: <c>(7 - 1) × 6 = 36</c>; the seed's linear growth says 31.5, as if images came in parts.</summary>
    public double BatchWaitSecondsMax => (BatchWaves - 1) * estimate.ServiceSeconds;

    /// <summary>Time until nothing of the batch waits or works, s: <c>7 × 6 = 42</c>.</summary>
    public double BatchDrainSeconds => BatchWaves * estimate.ServiceSeconds;

    /// <summary>The same when all images are hard, s: <c>7 × 10 = 70</c>.</summary>
    public double BatchDrainSecondsMax => BatchWaves * estimate.ServiceSecondsMax;

    private WaitingLine DemandLine => new(estimate.DemandImagesPerSecond, estimate.ServiceSeconds, estimate.Concurrency);

    private WaitingLine SustainableLine => DemandLine with { ArrivalsPerSecond = SustainableImagesPerSecond };
}
