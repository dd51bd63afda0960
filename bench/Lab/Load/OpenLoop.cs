using System.Diagnostics;

namespace Bench.Lab.Load;

/// <summary>
/// An open loop: calls begin at a fixed rate, whether or not earlier ones have ended, as independent clients make them. What a call
/// takes is the caller's to note, from the moment at which it was due.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan LastCalls = TimeSpan.FromSeconds(10);

    /// <summary>Begins <paramref name="call"/> <paramref name="perSecond"/> times a second for <paramref name="duration"/>, then waits for those under way.</summary>
    /// <param name="perSecond">Calls that are due per second; above 0.</param>
    /// <param name="duration">How long calls become due.</param>
    /// <param name="underWayMax">Calls under way at the same time at most. A call that meets the bound begins late, and its latency says so.</param>
    /// <param name="call">Is given the moment at which it was due (<see cref="Stopwatch.GetTimestamp"/>); must not throw.</param>
    /// <param name="cancellationToken">Ends the loop early; calls under way are still waited for.</param>
    /// <param name="beginsAtOnce">
    /// What a call does before its first wait takes some microseconds, such as to write to an open socket: then the pacer does it, and wakes nobody for it.
    /// </param>
    public static async Task<OpenLoopOutcome> RunAsync(
        double perSecond, TimeSpan duration, int underWayMax, Func<long, Task> call, CancellationToken cancellationToken, bool beginsAtOnce = false)
    {
        QuietCollector.Enter();
        try
        {
            // Elsewhere not on the pacer's thread: what a call does before its first wait must not make the next one late.
            return await LoopAsync(perSecond, duration, underWayMax, beginsAtOnce ? call : due => Task.Run(() => call(due), CancellationToken.None), cancellationToken);
        }
        finally
        {
            QuietCollector.Leave();
        }
    }

    private static async Task<OpenLoopOutcome> LoopAsync(
        double perSecond, TimeSpan duration, int underWayMax, Func<long, Task> call, CancellationToken cancellationToken)
    {
        using var calls = new UnderWay(underWayMax);
        var pausedBefore = GC.GetTotalPauseDuration();
        // A thread of its own: the thread pool is the system's clients', and a pacer that waits for it would pace late.
        var began = Stopwatch.GetTimestamp();
        var pacing = Task.Factory.StartNew(
            () => Pace(perSecond, duration, calls, call, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var (begun, latestMs) = await pacing;
        var unfinished = await calls.DrainAsync(LastCalls);
        return new(begun, unfinished, Stopwatch.GetElapsedTime(began), latestMs, (GC.GetTotalPauseDuration() - pausedBefore).TotalMilliseconds);
    }

    private static (long Begun, double LatestMs) Pace(
        double perSecond, TimeSpan duration, UnderWay calls, Func<long, Task> call, CancellationToken cancellationToken)
    {
        var interval = Stopwatch.Frequency / perSecond;
        var total = (long)Math.Round(perSecond * duration.TotalSeconds);
        var start = Stopwatch.GetTimestamp();
        var latest = 0L;
        long begun = 0;
        for (; begun < total && !cancellationToken.IsCancellationRequested; begun++)
        {
            var due = start + (long)(begun * interval);
            PreciseWait.Until(due);
            if (!calls.Enter(cancellationToken))
            {
                break;
            }

            latest = Math.Max(latest, Stopwatch.GetTimestamp() - due);
            _ = CallAsync(due, calls, call);
        }

        return (begun, latest * 1_000.0 / Stopwatch.Frequency);
    }

    private static async Task CallAsync(long due, UnderWay calls, Func<long, Task> call)
    {
        try
        {
            await call(due);
        }
        finally
        {
            calls.Leave();
        }
    }
}

/// <param name="Begun">Calls that were begun.</param>
/// <param name="Unfinished">Calls that had not ended 10 s after the last began.</param>
/// <param name="Took">From the first call to the end of the last.</param>
/// <param name="LatestMs">How late the latest call began, ms: what the generator itself may have added.</param>
/// <param name="PausesMs">How long the generator's collector stopped it meanwhile, ms in all.</param>
internal sealed record OpenLoopOutcome(long Begun, long Unfinished, TimeSpan Took, double LatestMs, double PausesMs);
