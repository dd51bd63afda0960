namespace Imaging.Worker.Jobs;

/// <summary>This process among all workers.</summary>
internal sealed class WorkerName
{
    public string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
}
