using System.Globalization;

namespace Bench.Lab.Processes;

/// <summary><c>/proc/.../stat</c> of a process or a thread: <c>123 (dotnet) S 1 ...</c>.</summary>
/// <param name="Name">What stands in parentheses; it may hold spaces and parentheses.</param>
/// <param name="Fields">What follows it.</param>
internal readonly record struct StatFields(string Name, string[] Fields)
{
    // Clock ticks per second: 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Null where there is no such process or thread any more.</summary>
    public static StatFields? Read(string path)
    {
        try
        {
            var stat = File.ReadAllText(path);
            var (begin, end) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            return end < 0 ? null : new(stat[(begin + 1)..end], stat[(end + 2)..].Split(' '));
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Processor time in its own code and in the kernel, seconds of one core.</summary>
    public double CpuSeconds => (Ticks(11) + Ticks(12)) / TicksPerSecond;

    /// <summary>The same of children that have ended.</summary>
    public double ChildrenCpuSeconds => (Ticks(13) + Ticks(14)) / TicksPerSecond;

    private double Ticks(int index) => double.Parse(Fields[index], CultureInfo.InvariantCulture);
}
