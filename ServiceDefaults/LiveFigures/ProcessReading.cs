using System.IO.Enumeration;

namespace ServiceDefaults.LiveFigures;

/// <summary>What the operating system says of this process. Used by one thread.</summary>
internal sealed class ProcessReading(TimeProvider time)
{
    private const double BytesPerMegabyte = 1_000_000;
    private const string Descriptors = "/proc/self/fd";

    /// <summary>With 10,000 sockets a count of the descriptors takes milliseconds: not every second.</summary>
    private const int ReportsPerCount = 10;

    private readonly RateWindow cpu = new();
    private readonly long startedAt = time.GetTimestamp();
    private int reports;
    private int openFiles;

    public void Report(IDictionary<string, LiveFigure> figures)
    {
        var now = time.GetTimestamp();
        cpu.Add(time, now, Environment.CpuUsage.TotalTime.TotalSeconds);
        figures["cpuCores"] = new(cpu.PerSecond, "cores");
        figures["cpuCoresLately"] = new(cpu.PerSecondLately, "cores");
        figures["memoryMegabytes"] = new(Environment.WorkingSet / BytesPerMegabyte, "MB");
        figures["uptimeSeconds"] = new(time.GetElapsedTime(startedAt, now).TotalSeconds, "s", Combination.Smallest);
        if (Directory.Exists(Descriptors))
        {
            figures["openFiles"] = new(OpenFiles(), "files");
        }
    }

    private int OpenFiles()
    {
        if (reports++ % ReportsPerCount == 0)
        {
            // One of them is the listing itself.
            openFiles = new FileSystemEnumerable<byte>(Descriptors, static (ref _) => 0).Count() - 1;
        }

        return openFiles;
    }
}
