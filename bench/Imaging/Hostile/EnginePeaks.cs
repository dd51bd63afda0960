using System.Globalization;
using Bench.Lab.Processes;

namespace Bench.Imaging.Hostile;

/// <summary>The most memory that any image engine of a worker ever had, as the kernel kept it; read often, since engines come and go.</summary>
internal sealed class EnginePeaks : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly int worker;
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<int> seen = [];
    private readonly Task sampling;
    private double megabytesMax;

    public EnginePeaks(int worker)
    {
        this.worker = worker;
        sampling = SampleAsync();
    }

    /// <summary>MB of 1,000,000 bytes.</summary>
    public double MegabytesMax => Volatile.Read(ref megabytesMax);

    /// <summary>Engines that lived.</summary>
    public int Engines => seen.Count;

    /// <summary>Ends the reading; the figures stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await sampling;
        stop.Dispose();
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                foreach (var engine in ProcessTree.Children(worker))
                {
                    seen.Add(engine);
                    Volatile.Write(ref megabytesMax, Math.Max(megabytesMax, PeakOf(engine)));
                }
            }
            while (await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>From <c>VmHWM:     84120 kB</c>; 0 where the process has ended.</summary>
    private static double PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1_024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1_000_000.0;
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
