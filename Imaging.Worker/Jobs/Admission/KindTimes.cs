namespace Imaging.Worker.Jobs.Admission;

/// <summary>How long an image of each kind has a slot: what workers have learned, and for the rest what is most like it.</summary>
internal sealed class KindTimes
{
    private readonly Dictionary<WorkKind, double> known = [];

    /// <param name="learned">What the living workers say.</param>
    /// <param name="seen">What the images that ended last took: it stands in for kinds that no worker has learned, as after a start.</param>
    public KindTimes(IEnumerable<KindTime> learned, IEnumerable<KindTime> seen)
    {
        foreach (var (kind, seconds) in learned.Concat(seen))
        {
            known.TryAdd(kind, seconds);
        }
    }

    /// <summary>Nothing was measured yet.</summary>
    public bool IsEmpty => known.Count == 0;

    /// <summary>Its own; else that of the preset's nearest size; else the mean of all.</summary>
    public double SecondsOf(WorkKind kind)
    {
        if (known.TryGetValue(kind, out var seconds))
        {
            return seconds;
        }

        var sizes = known.Where(one => one.Key.Preset == kind.Preset).ToList();
        return sizes.Count > 0 ? sizes.MinBy(one => Math.Abs(one.Key.SizeClass - kind.SizeClass)).Value : known.Values.Average();
    }
}
