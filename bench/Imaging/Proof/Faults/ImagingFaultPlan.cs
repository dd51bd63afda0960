namespace Bench.Imaging.Proof.Faults;

/// <summary>What is broken, in which order and for how long: all of it follows from the seed.</summary>
/// <param name="Faults">In the order in which they begin.</param>
internal sealed record ImagingFaultPlan(IReadOnlyList<ImagingFault> Faults)
{
    /// <summary>Kinds, how often each comes beside the others, and how long it lasts: seconds, least and most.</summary>
    private static readonly (ImagingFaultKind Kind, int Weight, double Least, double Most)[] Kinds =
    [
        (ImagingFaultKind.WorkerKilled, 6, 0, 0.5),
        (ImagingFaultKind.EngineKilled, 6, 0, 0),
        // Lease and visibility are 3 s here: most of these wake up as owners that are none any more.
        (ImagingFaultKind.WorkerPaused, 2, 1, 6),
        (ImagingFaultKind.BlobsCut, 2, 0, 1.5),
        (ImagingFaultKind.BlobAnswersLost, 2, 0.2, 1),
        (ImagingFaultKind.BlobsSilent, 1, 0.5, 3),
        (ImagingFaultKind.QueuesCut, 2, 0, 2),
        (ImagingFaultKind.QueueAnswersLost, 2, 0.2, 1),
        (ImagingFaultKind.DatabaseCut, 2, 0, 1.5),
        (ImagingFaultKind.DatabaseAnswersLost, 2, 0.2, 1),
        (ImagingFaultKind.RedisCut, 1, 0, 2),
    ];

    /// <summary>A plan with so many kills, and other faults among them.</summary>
    public static ImagingFaultPlan Of(ImagingProofSettings settings)
    {
        var random = new Random(settings.Seed);
        var faults = new List<ImagingFault>();
        while (faults.Count(fault => fault.IsKill) < settings.Kills)
        {
            var drawn = random.Next(Kinds.Sum(kind => kind.Weight));
            var (kind, _, least, most) = Kinds.First(one => (drawn -= one.Weight) < 0);
            faults.Add(new(
                settings.PauseMin * (1 + (3 * random.NextDouble())), TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least))),
                kind, random.Next(settings.Workers)));
        }

        return new(faults);
    }
}
