using System.Collections.Concurrent;
using System.Diagnostics;
using Bench.Lab.Load;

namespace Bench.Gateway.Http;

/// <summary>Counts the calls of one stretch.</summary>
/// <param name="began">When it began (<see cref="Stopwatch.GetTimestamp"/>).</param>
/// <param name="inTime">Answers until then count for the rate.</param>
/// <param name="latencies">Note each call.</param>
internal sealed class Tally(long began, TimeSpan inTime, IReadOnlyList<LatencyRecorder> latencies)
{
    private readonly ConcurrentDictionary<string, int> faults = new();
    private long done;
    private long doneInTime;

    /// <summary>Counts a call that is over now.</summary>
    /// <param name="due">When it was due.</param>
    /// <param name="fault">Why it failed; <c>null</c>: it did not.</param>
    public void Count(long due, string? fault)
    {
        if (fault is not null)
        {
            faults.AddOrUpdate(fault, 1, static (_, count) => count + 1);
            Each(recorder => recorder.Failed());
            return;
        }

        Each(recorder => recorder.DoneSince(due));
        Interlocked.Increment(ref done);
        if (Stopwatch.GetElapsedTime(began) <= inTime)
        {
            Interlocked.Increment(ref doneInTime);
        }
    }

    public LoadOutcome Outcome(TimeSpan duration, long unfinished, double latestMs) => new(
        Interlocked.Read(ref done), Interlocked.Read(ref doneInTime) / duration.TotalSeconds, faults.Values.Sum() + unfinished, duration, latestMs,
        faults.IsEmpty ? null : string.Join(", ", faults.OrderByDescending(fault => fault.Value).Take(3).Select(fault => $"{fault.Value} x {fault.Key}")));

    private void Each(Action<LatencyRecorder> note)
    {
        foreach (var recorder in latencies)
        {
            note(recorder);
        }
    }
}

/// <param name="Done">Whole answers.</param>
/// <param name="PerSecond">Whole answers per second that came in time.</param>
/// <param name="Failed">Calls that failed or never ended.</param>
/// <param name="Duration">How long calls became due.</param>
/// <param name="LatestMs">How late the generator began its latest call, ms.</param>
/// <param name="Faults">The most frequent failures; <c>null</c>: none.</param>
internal sealed record LoadOutcome(long Done, double PerSecond, long Failed, TimeSpan Duration, double LatestMs, string? Faults)
{
    /// <summary>Share of the calls that failed, 0 to 1.</summary>
    public double FailedShare => Done + Failed == 0 ? 0 : (double)Failed / (Done + Failed);
}
