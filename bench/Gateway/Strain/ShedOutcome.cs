using System.Collections.Concurrent;
using System.Diagnostics;
using Bench.Lab.Load;

namespace Bench.Gateway.Strain;

/// <summary>What became of the calls of one stretch.</summary>
/// <param name="duration">How long calls became due.</param>
internal sealed class ShedOutcome(TimeSpan duration)
{
    private readonly ConcurrentDictionary<string, long> others = new();

    /// <summary>Latency of what was served, from when it was due.</summary>
    public LatencyRecorder Served { get; } = new("served", "served");

    /// <summary>The same from when it was sent: the generator's own lateness is no fault of the gateway.</summary>
    public LatencyRecorder ServedOnceSent { get; } = new("served-once-sent", "served, from when it was sent");

    /// <summary>Latency of what was refused with 503, from when it was sent: the generator's own lateness is no fault of the gateway.</summary>
    public LatencyRecorder Refused { get; } = new("refused", "refused");

    /// <summary>What was served in each second.</summary>
    public ShedSeconds Seconds { get; } = new(duration);

    /// <summary>How late the generator began its latest call, ms.</summary>
    public double LatestMs { get; set; }

    /// <summary>Whole answers per second.</summary>
    public double Goodput => Served.Count / duration.TotalSeconds;

    /// <summary>Calls that ended in neither.</summary>
    public long Others => others.Values.Sum();

    /// <summary>What those were.</summary>
    public string OthersText => others.IsEmpty ? "" : " " + string.Join(", ", others.OrderByDescending(pair => pair.Value).Take(3).Select(pair => $"{pair.Value} x {pair.Key}"));

    public void Note(long due, long sent, int status)
    {
        switch (status)
        {
            case 200:
                Served.DoneSince(due);
                ServedOnceSent.DoneSince(sent);
                Seconds.Served(due, sent);
                break;
            case 503:
                Refused.Done(Stopwatch.GetElapsedTime(sent));
                break;
            default:
                Broke($"status {status}");
                break;
        }
    }

    public void Broke(string why) => others.AddOrUpdate(why, 1, static (_, count) => count + 1);
}
