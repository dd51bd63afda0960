namespace Imaging.Worker.Jobs.Admission;

/// <summary>How long an image has had a slot lately, from taking its message to letting the slot go.</summary>
internal sealed class SlotTime
{
    private const int Kept = 8;
    private readonly Queue<double> latest = new(Kept);
    private readonly Lock exclusive = new();

    /// <summary>Mean of the last 8, seconds; null before the first.</summary>
    public double? Seconds
    {
        get
        {
            lock (exclusive)
            {
                return latest.Count == 0 ? null : latest.Average();
            }
        }
    }

    public void Add(TimeSpan time)
    {
        lock (exclusive)
        {
            if (latest.Count == Kept)
            {
                latest.Dequeue();
            }

            latest.Enqueue(time.TotalSeconds);
        }
    }
}
