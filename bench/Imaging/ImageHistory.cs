using MathNet.Numerics.LinearRegression;

namespace Bench.Imaging;

/// <summary>What the moments of many images say together.</summary>
internal sealed class ImageHistory(IReadOnlyList<ImageTimes> images)
{
    public IReadOnlyList<ImageTimes> Images => images;

    public DateTime FirstStart => images.Min(image => image.StartedAt);

    public DateTime LastStart => images.Max(image => image.StartedAt);

    public DateTime LastFinish => images.Max(image => image.FinishedAt);

    /// <summary>Most images that were in work at the same moment.</summary>
    public int ConcurrencyMax => images.Max(one => images.Count(other => other.StartedAt <= one.StartedAt && other.FinishedAt > one.StartedAt));

    /// <summary>
    /// Images' worth of work that was done between two moments: one that was in work for a third of its time counts a third, so that the
    /// edges of the stretch take nothing away and add nothing.
    /// </summary>
    public double WorkedWithin(DateTime from, DateTime to) =>
        images.Sum(image => image.ServiceSecondsWithin(from, to) / image.ServiceSeconds);

    /// <summary>Images per second between two moments.</summary>
    public double PerSecond(DateTime from, DateTime to) => WorkedWithin(from, to) / (to - from).TotalSeconds;

    /// <summary>
    /// What each image before it in the queue adds to the wait, s: the slope of wait over images that waited when this one came.
    /// <c>null</c>: too few, or none had to wait.
    /// </summary>
    public double? WaitSecondsPerQueuedImage()
    {
        var ahead = images.Select(one => (double)images.Count(other => other.QueuedAt < one.QueuedAt && other.StartedAt > one.QueuedAt)).ToArray();
        return ahead.Distinct().Count() < 3 ? null : SimpleRegression.Fit(ahead, [.. images.Select(image => image.WaitSeconds)]).B;
    }
}
