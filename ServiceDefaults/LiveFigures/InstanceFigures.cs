namespace ServiceDefaults.LiveFigures;

/// <summary>What one instance of a service wrote last.</summary>
/// <param name="Service">Such as <c>chat</c>.</param>
/// <param name="Instance">Name of the process, unlike that of any other.</param>
/// <param name="At">When it was measured, by the instance's clock.</param>
/// <param name="Figures">By name, such as <c>cpuCores</c>.</param>
public sealed record InstanceFigures(
    string Service, string Instance, DateTimeOffset At, IReadOnlyDictionary<string, LiveFigure> Figures);
