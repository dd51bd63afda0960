namespace Imaging.Worker.Jobs.Admission;

/// <summary>How long images of each kind have had a slot lately, from taking a message to letting the slot go.</summary>
internal sealed class SlotTimes
{
    /// <summary>Images of one kind that count: enough that chance moves their mean by little, few enough to follow another machine.</summary>
    private const int Kept = 64;

    /// <summary>
    /// An eighth of them at each end does not count: a minute in which uploads or neighbours had the processor says nothing about the next.
    /// </summary>
    private const int Trimmed = 8;

    /// <summary>So many that ran beside others in every slot are enough to leave out those that had the machine for themselves.</summary>
    private const int BusyLeast = 8;

    /// <summary>Presets are few and classes a dozen; whatever comes beyond is not learned.</summary>
    private const int KindsMax = 1_000;

    private readonly Dictionary<WorkKind, Latest> latest = [];
    private readonly HashSet<WorkKind> news = [];
    private readonly Lock exclusive = new();

    /// <param name="kind">Of the image.</param>
    /// <param name="time">Its time in the slot.</param>
    /// <param name="isBusy">
    /// All other slots had an image too, as they have while somebody waits: an image that has the machine for itself is faster.
    /// </param>
    public void Add(WorkKind kind, TimeSpan time, bool isBusy)
    {
        lock (exclusive)
        {
            if (!latest.TryGetValue(kind, out var times))
            {
                if (latest.Count == KindsMax)
                {
                    return;
                }

                latest[kind] = times = new([], []);
            }

            var own = isBusy ? times.Busy : times.Quiet;
            if (own.Count == Kept)
            {
                own.Dequeue();
            }

            own.Enqueue(time.TotalSeconds);
            news.Add(kind);
        }
    }

    /// <summary>What has changed since this was asked last. An answer that gets lost is told again with the next image of its kind.</summary>
    public IReadOnlyList<KindTime> TakeNews()
    {
        lock (exclusive)
        {
            KindTime[] taken = [.. news.Select(kind => new KindTime(kind, Middle(latest[kind])))];
            news.Clear();
            return taken;
        }
    }

    /// <summary>Mean without the ends: of 64 without the 8 shortest and the 8 longest, of fewer than 8 of all.</summary>
    private static double Middle(Latest times)
    {
        double[] counted = times.Busy.Count >= BusyLeast ? [.. times.Busy] : [.. times.Busy, .. times.Quiet];
        var off = counted.Length / Trimmed;
        return counted.Order().Skip(off).Take(counted.Length - (2 * off)).Average();
    }

    private sealed record Latest(Queue<double> Busy, Queue<double> Quiet);
}
