using System.Runtime;

namespace Bench.Lab.Load;

/// <summary>
/// Keeps the lab's own collector from running while loops are open: with 10,000 clients in one process a collection stops all of them for 50 ms,
/// twice in a second, and what they then measure is the lab. Collects before, and lets it run again when what was set aside is used up.
/// </summary>
internal static class QuietCollector
{
    private const long BytesMax = 2_000_000_000;

    /// <summary>Of the machine's memory: the system under load lives on it too.</summary>
    private const int MemoryPart = 8;
    private static readonly Lock Exclusive = new();
    private static int loops;

    /// <summary>A loop opens.</summary>
    public static void Enter()
    {
        lock (Exclusive)
        {
            if (++loops > 1)
            {
                return;
            }

            try
            {
                GC.TryStartNoGCRegion(Math.Min(BytesMax, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryPart));
            }
            catch (Exception exception) when (exception is ArgumentOutOfRangeException or InvalidOperationException)
            {
                // More than this runtime sets aside: the loop runs all the same, and the pauses are told.
            }
        }
    }

    /// <summary>It has ended.</summary>
    public static void Leave()
    {
        lock (Exclusive)
        {
            if (--loops == 0 && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
    }
}
