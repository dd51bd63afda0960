using System.Diagnostics;
using Bench.Lab.Results;
using HdrHistogram;

namespace Bench.Lab.Load;

/// <summary>
/// A latency distribution that many threads write to; 10 microseconds to 10 minutes with three significant digits. Each latency counts
/// from the moment at which the call was due, so that a server that stalls shows in the tail instead of slowing the load.
/// </summary>
internal sealed class LatencyRecorder(string id, string name)
{
    private const long MicrosecondsMax = 600_000_000;
    private const int Digits = 3;

    // 0, 10 ... 90, 91 ... 99, 99.1 ... 99.9, and two more nines: enough for a curve whose tail can be read.
    private static readonly double[] Shown =
    [
        .. Enumerable.Range(0, 10).Select(index => index * 10.0), .. Enumerable.Range(91, 9).Select(value => (double)value),
        .. Enumerable.Range(1, 9).Select(index => 99 + (index / 10.0)), 90, 95, 99.95, 99.99, 100,
    ];

    private readonly HistogramBase histogram = new LongConcurrentHistogram(1, MicrosecondsMax, Digits);
    private long failed;

    /// <summary>Calls in the distribution.</summary>
    public long Count => histogram.TotalCount;

    /// <summary>Notes a call that is done now and was due at <paramref name="dueAt"/> (<see cref="Stopwatch.GetTimestamp"/>).</summary>
    public void DoneSince(long dueAt) => Done(Stopwatch.GetElapsedTime(dueAt));

    /// <summary>Notes a latency.</summary>
    public void Done(TimeSpan latency) =>
        histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, MicrosecondsMax));

    /// <summary>Notes a call that failed.</summary>
    public void Failed() => Interlocked.Increment(ref failed);

    /// <summary>Milliseconds at <paramref name="percentile"/> (0 to 100); 0 when nothing was noted.</summary>
    public double At(double percentile) => Count == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 1_000.0;

    /// <summary>What was noted until now.</summary>
    public LatencyResult Result() => new(
        id, name, Count, Interlocked.Read(ref failed), Count == 0 ? 0 : histogram.GetMean() / 1_000.0, At(100),
        [.. Shown.Distinct().Order().Select(percentile => new LatencyPoint(percentile, At(percentile)))]);
}
