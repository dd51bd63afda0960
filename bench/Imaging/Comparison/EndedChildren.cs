using System.Globalization;

namespace Bench.Imaging.Comparison;

/// <summary>Processor time of commands that have come and gone: the operating system keeps it for their parent, which is the lab.</summary>
internal static class EndedChildren
{
    private const double TicksPerSecond = 100;
    private const int ChildrenUserTime = 13;
    private const int ChildrenSystemTime = 14;

    /// <summary>Seconds of one core that all ended children have used since the lab began; <c>null</c>: this system does not say.</summary>
    public static double? CpuSeconds()
    {
        const string stat = "/proc/self/stat";
        return File.Exists(stat) ? Read(File.ReadAllText(stat)) : null;
    }

    /// <summary>From a line such as <c>123 (dotnet) S 1 ...</c>; the name may hold blanks and parentheses.</summary>
    public static double Read(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[ChildrenUserTime], CultureInfo.InvariantCulture)
            + long.Parse(fields[ChildrenSystemTime], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
