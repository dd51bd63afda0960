using System.Diagnostics;
using System.Globalization;

namespace Bench.Chat.Proof.Faults;

/// <summary>The clock of a run, and what was really broken when.</summary>
internal sealed class Timeline
{
    private static readonly TimeSpan Nearby = TimeSpan.FromSeconds(4);
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Lock exclusive = new();
    private readonly List<(TimeSpan At, string What)> events = [];

    /// <summary>Time since the run began.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(began);

    public void Note(string what)
    {
        lock (exclusive)
        {
            events.Add((Now, what));
        }
    }

    /// <summary>What happened last.</summary>
    public string Latest
    {
        get
        {
            lock (exclusive)
            {
                return events.Count > 0 ? events[^1].What : string.Empty;
            }
        }
    }

    /// <summary>All of it.</summary>
    public IReadOnlyList<string> Lines => [.. Snapshot().Select(Line)];

    /// <summary>What happened shortly before and after a moment.</summary>
    public IReadOnlyList<string> Around(TimeSpan moment) =>
        [.. Snapshot().Where(one => (one.At - moment).Duration() <= Nearby).Select(Line)];

    private List<(TimeSpan At, string What)> Snapshot()
    {
        lock (exclusive)
        {
            return [.. events];
        }
    }

    private static string Line((TimeSpan At, string What) one) => string.Create(CultureInfo.InvariantCulture, $"{one.At.TotalSeconds,8:0.000} s  {one.What}");
}
