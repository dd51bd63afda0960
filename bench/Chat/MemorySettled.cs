using System.Diagnostics;
using Bench.Lab.Processes;

namespace Bench.Chat;

/// <summary>Resident memory once the garbage collector and the allocator have come to rest.</summary>
internal static class MemorySettled
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private const int Samples = 4;
    private const double Tolerance = 0.01;

    /// <summary>MB of all processes together, when four samples in a row differ by 1 % at most, or after 15 s.</summary>
    public static async Task<double> ReadAsync(IReadOnlyList<int> processIds, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var last = new Queue<double>();
        while (true)
        {
            last.Enqueue(ProcessUsage.Of(processIds).MemoryMegabytes);
            if (last.Count > Samples)
            {
                last.Dequeue();
            }

            var isLevel = last.Count == Samples && last.Max() - last.Min() <= last.Max() * Tolerance;
            if (isLevel || Stopwatch.GetElapsedTime(began) > Patience)
            {
                return last.Last();
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
