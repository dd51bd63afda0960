using System.Diagnostics;
using Bench.Lab.Processes;

namespace Bench.Chat;

/// <summary>
/// Waits until nodes without load have come to rest: what the compiler still optimises in the background, and what the garbage collector
/// and the allocator still give back, is neither the cost of a message nor the memory of a socket.
/// </summary>
internal static class Settled
{
    private const int Samples = 4;
    private const double MemoryTolerance = 0.01;

    /// <summary>Keep-alives of some thousand sockets stay below it, a compiler at work does not.</summary>
    private const double CoresPerNodeMax = 0.1;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Resident memory of all processes together, MB, at rest or after 15 s.</summary>
    public static async Task<double> MemoryAsync(IReadOnlyList<int> processIds, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var last = new Queue<(long At, ProcessUsage Usage)>();
        while (true)
        {
            last.Enqueue((Stopwatch.GetTimestamp(), ProcessUsage.Of(processIds)));
            if (last.Count > Samples)
            {
                last.Dequeue();
            }

            if (IsAtRest([.. last], processIds.Count) || Stopwatch.GetElapsedTime(began) > Patience)
            {
                return last.Last().Usage.MemoryMegabytes;
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static bool IsAtRest((long At, ProcessUsage Usage)[] samples, int nodes)
    {
        if (samples.Length < Samples)
        {
            return false;
        }

        var megabytes = samples.Select(sample => sample.Usage.MemoryMegabytes).ToArray();
        var cores = (samples[^1].Usage.CpuSeconds - samples[0].Usage.CpuSeconds) / Stopwatch.GetElapsedTime(samples[0].At, samples[^1].At).TotalSeconds;
        return megabytes.Max() - megabytes.Min() <= megabytes.Max() * MemoryTolerance && cores <= CoresPerNodeMax * nodes;
    }
}
