using System.Diagnostics;

namespace Bench.Gateway.Strain;

/// <summary>What was served in each second of a stretch: a percentile alone does not tell whether the slow ones came at its begin, now and then, or always.</summary>
/// <param name="duration">How long calls become due.</param>
internal sealed class ShedSeconds(TimeSpan duration)
{
    private const int Shown = 6;

    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Second[] seconds = [.. Enumerable.Range(0, (int)Math.Ceiling(duration.TotalSeconds) + 1).Select(_ => new Second())];

    /// <summary>Notes an answer by the second in which it was due.</summary>
    /// <param name="due">When it was due.</param>
    /// <param name="sent">When it was sent.</param>
    public void Served(long due, long sent)
    {
        var second = seconds[Math.Clamp((int)Stopwatch.GetElapsedTime(began, due).TotalSeconds, 0, seconds.Length - 1)];
        lock (second)
        {
            second.TookMs.Add((float)Stopwatch.GetElapsedTime(due).TotalMilliseconds);
            second.LateMs = Math.Max(second.LateMs, Stopwatch.GetElapsedTime(due, sent).TotalMilliseconds);
        }
    }

    /// <summary>The seconds with the most answers over <paramref name="ms"/>.</summary>
    public string Over(double ms)
    {
        var slow = seconds.Select((second, index) => (Index: index, Second: second, Count: second.TookMs.Count(took => took > ms))).Where(each => each.Count > 0).ToList();
        return FormattableString.Invariant($"{slow.Sum(each => each.Count)} of {seconds.Sum(second => second.TookMs.Count)} served took over {ms:0} ms, in {slow.Count} seconds")
            + string.Concat(slow.OrderByDescending(each => each.Count).Take(Shown).OrderBy(each => each.Index).Select(each => FormattableString.Invariant(
                $"; second {each.Index}: {each.Count} of {each.Second.TookMs.Count}, slowest {each.Second.TookMs.Max():0} ms, sent up to {each.Second.LateMs:0} ms late")));
    }

    private sealed class Second
    {
        public List<float> TookMs { get; } = [];

        /// <summary>How late the generator sent a call at most, ms.</summary>
        public double LateMs { get; set; }
    }
}
