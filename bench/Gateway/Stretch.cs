using Bench.Gateway.Http;
using Bench.Lab.Processes;

namespace Bench.Gateway;

/// <summary>One stretch of load and what it used.</summary>
/// <param name="Load">What was asked and answered.</param>
/// <param name="System">The gateway, or the peer in its place.</param>
/// <param name="Services">What answers behind it.</param>
/// <param name="Generator">The lab itself.</param>
internal sealed record Stretch(LoadOutcome Load, Used System, Used Services, Used Generator)
{
    /// <summary>Processor time of the system for each whole answer, ms.</summary>
    public double CpuMsPerRequest => Load.Done == 0 ? 0 : System.CpuSeconds * 1_000 / Load.Done;

    /// <summary>Cores that the system used while calls became due.</summary>
    public double Cores => System.CpuSeconds / Load.Duration.TotalSeconds;

    /// <summary>Runs <paramref name="load"/> and meters the processes under it, until the last call has ended.</summary>
    public static async Task<Stretch> MeterAsync(int systemId, int servicesId, Func<Task<LoadOutcome>> load)
    {
        await using var meter = UsageMeter.Start(("system", [systemId]), ("services", [servicesId]), ("generator", [Environment.ProcessId]));
        var outcome = await load();
        var used = await meter.StopAsync();
        return new(outcome, used["system"], used["services"], used["generator"]);
    }
}
