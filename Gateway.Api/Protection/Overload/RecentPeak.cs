namespace Gateway.Api.Protection.Overload;

/// <summary>The highest of a figure over the last one to two seconds: long enough for a trial to be over, short enough for what has changed since.</summary>
internal sealed class RecentPeak(TimeProvider time)
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private long began;
    private double before;
    private double current;

    /// <summary>Notes the figure, and answers the highest.</summary>
    public double Note(long now, double value)
    {
        var age = time.GetElapsedTime(began, now);
        if (age >= Slice)
        {
            (before, current, began) = (age < 2 * Slice ? current : 0, 0, now);
        }

        current = Math.Max(current, value);
        return Math.Max(current, before);
    }
}
