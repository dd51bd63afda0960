namespace Bench.Lab.Results;

/// <summary>What one unit of work cost in this run.</summary>
/// <param name="Input">The input of the profile that it stands for, as <c>--set</c> names it, such as <c>Chat.CpuMsPerMessage</c>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Measured">The runs.</param>
internal sealed record UnitCost(string Input, string Unit, Measurement Measured);
