using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bench.Lab.Load;

/// <summary>Waits for a moment to some 60 microseconds without spinning: cores are shared with the system under load.</summary>
internal static partial class PreciseWait
{
    private const uint MicrosecondsMin = 50;
    private const uint MicrosecondsMax = 500_000;

    /// <param name="moment">By <see cref="Stopwatch.GetTimestamp"/>.</param>
    public static void Until(long moment)
    {
        while (true)
        {
            var left = (moment - Stopwatch.GetTimestamp()) * 1_000_000 / Stopwatch.Frequency;
            if (left < MicrosecondsMin)
            {
                return;
            }

            Sleep((uint)Math.Min(left, MicrosecondsMax));
        }
    }

    private static void Sleep(uint microseconds)
    {
        if (OperatingSystem.IsWindows())
        {
            // Thread.Sleep is as fine as Windows' timer, 1 ms at best; below that it gives the core away and looks again.
            Thread.Sleep((int)(microseconds / 1_000));
            return;
        }

        // Thread.Sleep counts whole milliseconds.
        _ = MicroSleep(microseconds);
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int MicroSleep(uint microseconds);
}
