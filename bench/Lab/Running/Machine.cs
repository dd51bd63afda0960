using System.Runtime.InteropServices;
using Bench.Lab.Results;

namespace Bench.Lab.Running;

/// <summary>The machine that the lab runs on.</summary>
internal static class Machine
{
    public static MachineInfo Info() => new(
        Environment.MachineName,
        RuntimeInformation.OSDescription,
        Processor(),
        // Heeds the limits of a container.
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000.0,
        RuntimeInformation.FrameworkDescription);

    // "model name	: AMD EPYC 7763 64-Core Processor"
    private static string Processor()
    {
        const string cpuInfo = "/proc/cpuinfo";
        var line = File.Exists(cpuInfo) ? File.ReadLines(cpuInfo).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
