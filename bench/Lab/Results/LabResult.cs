namespace Bench.Lab.Results;

/// <summary>One run of the lab, as it is written to <c>bench/results</c>.</summary>
/// <param name="Schema">Version of this shape: 1.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Commit">Short hash of the commit, with <c>+</c> if files were changed; <c>unknown</c> outside a checkout.</param>
/// <param name="Quick">Whether it was the short form, which no report is made from.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Machine">Where it ran.</param>
/// <param name="Yardstick">How fast the machine was; <c>null</c>: not measured.</param>
/// <param name="Scenarios">One for each service that was asked for.</param>
internal sealed record LabResult(
    int Schema, DateTimeOffset StartedAt, string Commit, bool Quick, int Seed,
    MachineInfo Machine, Yardstick? Yardstick, IReadOnlyList<ScenarioResult> Scenarios)
{
    public const int CurrentSchema = 1;
}

/// <param name="Name">Host name.</param>
/// <param name="System">Operating system.</param>
/// <param name="Processor">Model of the processor.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="MemoryMegabytes">Memory that this process may use, MB.</param>
/// <param name="Runtime">.NET runtime.</param>
internal sealed record MachineInfo(string Name, string System, string Processor, double Cores, double MemoryMegabytes, string Runtime);

/// <summary>
/// One hop of nginx, measured in every run: such machines change their speed by a factor of two, and only what is divided by this can
/// be laid beside another run.
/// </summary>
/// <param name="Name">What was measured.</param>
/// <param name="CpuMsPerRequest">Processor time of nginx per request, ms; <c>null</c>: not measured.</param>
/// <param name="RequestsPerSecond">Requests per second at 64 connections; <c>null</c>: not measured.</param>
/// <param name="WhyNot">Why nothing was measured.</param>
internal sealed record Yardstick(string Name, Measurement? CpuMsPerRequest, Measurement? RequestsPerSecond, string? WhyNot);
