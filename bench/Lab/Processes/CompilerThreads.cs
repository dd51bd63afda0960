using System.Globalization;

namespace Bench.Lab.Processes;

/// <summary>
/// Processor time of the threads that compile hot methods anew in a .NET process. It is spent once in a process's life, and
/// while it is, a stretch measures the compiler and not the service. Linux only; elsewhere it reads as none.
/// </summary>
internal static class CompilerThreads
{
    // The kernel keeps 15 characters of ".NET Tiered Compilation Worker".
    private const string Name = ".NET Tiered Com";

    /// <summary>Seconds of one core per thread that lives now; empty where nothing is compiled.</summary>
    public static IReadOnlyDictionary<int, double> Read(IEnumerable<int> processIds) =>
        processIds.SelectMany(ThreadsOf).ToDictionary(thread => thread.Id, thread => thread.Seconds);

    /// <summary>Seconds that were spent between two readings. A thread that has ended in between is not counted: it had nothing left to do.</summary>
    public static double Between(IReadOnlyDictionary<int, double> before, IReadOnlyDictionary<int, double> after) =>
        after.Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key));

    private static IEnumerable<(int Id, double Seconds)> ThreadsOf(int processId)
    {
        var tasks = $"/proc/{processId}/task";
        return Directory.Exists(tasks) ? Directory.EnumerateDirectories(tasks).Select(Read).OfType<(int, double)>() : [];
    }

    private static (int Id, double Seconds)? Read(string task) =>
        StatFields.Read(Path.Combine(task, "stat")) is { } stat && stat.Name.StartsWith(Name, StringComparison.Ordinal)
            ? (int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), stat.CpuSeconds)
            : null;
}
