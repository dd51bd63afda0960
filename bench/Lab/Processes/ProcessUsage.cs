using System.Diagnostics;
using System.Globalization;

namespace Bench.Lab.Processes;

/// <summary>Processor time and memory of a process with its children, as the operating system counts them.</summary>
/// <param name="CpuSeconds">Processor time, in seconds of one core, since the process began; ended children included on Linux.</param>
/// <param name="MemoryMegabytes">Resident memory of the process and its living children, MB of 1,000,000 bytes.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, double MemoryMegabytes)
{
    /// <summary>What the process has used until now; nothing if it has ended. The lab itself counts alone: its children are what it measures.</summary>
    public static ProcessUsage Of(int processId) =>
        OperatingSystem.IsLinux() && processId != Environment.ProcessId ? OfTree(processId) : OfOne(processId);

    /// <summary>The sum over several processes.</summary>
    public static ProcessUsage Of(IEnumerable<int> processIds) =>
        processIds.Select(Of).Aggregate(default(ProcessUsage), (sum, one) => new(sum.CpuSeconds + one.CpuSeconds, sum.MemoryMegabytes + one.MemoryMegabytes));

    private static ProcessUsage OfTree(int processId)
    {
        var own = OfStat(processId);
        return ProcessTree.Children(processId).Select(OfTree).Aggregate(
            own, (sum, child) => new(sum.CpuSeconds + child.CpuSeconds, sum.MemoryMegabytes + child.MemoryMegabytes));
    }

    private static ProcessUsage OfStat(int processId) => StatFields.Read($"/proc/{processId}/stat") is { } stat
        ? new(stat.CpuSeconds + stat.ChildrenCpuSeconds, ResidentMegabytes(processId))
        : default;

    private static double ResidentMegabytes(int processId)
    {
        // "size resident shared ...", in pages.
        var fields = Read($"/proc/{processId}/statm").Split(' ');
        return fields.Length > 1 ? Field(fields, 1) * Environment.SystemPageSize / 1_000_000 : 0;
    }

    private static double Field(string[] fields, int index) => double.Parse(fields[index], CultureInfo.InvariantCulture);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static ProcessUsage OfOne(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return new(process.TotalProcessorTime.TotalSeconds, process.WorkingSet64 / 1_000_000.0);
        }
        catch (Exception ended) when (ended is ArgumentException or InvalidOperationException)
        {
            return default;
        }
    }
}
