using System.Globalization;
using Bench.Lab.Results;
using static Bench.Lab.Reports.Figures;

namespace Bench.Lab.Reports;

/// <summary>One sentence that says what a result is worth: where, when, of which commit, and how fast the machine was.</summary>
internal static class MachineLine
{
    public static string Of(LabResult result)
    {
        var machine = result.Machine;
        var yardstick = result.Yardstick is { CpuMsPerRequest: { } cpu } known
            ? $"{known.Name} took {Spread(cpu)} ms of CPU per request."
            : $"No yardstick: {result.Yardstick?.WhyNot ?? "it was not reached"}.";
        return string.Create(CultureInfo.InvariantCulture,
            $"{result.StartedAt:yyyy-MM-dd HH:mm} UTC, {(result.Quick ? "short form" : "full form")}, commit {result.Commit}, on {machine.Processor} "
            + $"({Short(machine.Cores)} cores, {Short(Math.Round(machine.MemoryMegabytes / 1_000))} GB, {machine.System}, {machine.Runtime}); "
            + $"load generator, services and stores share these cores. {yardstick}");
    }
}
