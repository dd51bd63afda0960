using System.Diagnostics.Metrics;
using Imaging.Worker.Configuration;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>What the children take of the machine: theirs is nearly all of a worker's processor time and memory.</summary>
internal sealed class EngineUse
{
    private readonly HashSet<EngineProcess> living = [];
    private readonly Lock exclusive = new();
    private readonly Counter<long> ended;
    private TimeSpan cpuOfEnded;

    public EngineUse(IMeterFactory meters)
    {
        var meter = meters.Create(ImagingTelemetry.Name);
        meter.CreateObservableCounter("imaging.engine.cpu.time", () => CpuTime().TotalSeconds, "s", "Processor time of the child processes, ended ones included.");
        ended = meter.CreateCounter<long>("imaging.engine.ended", "{process}", "Child processes that were replaced, by reason.");
        meter.CreateObservableGauge("imaging.engine.memory", Memory, "By", "Memory of the living child processes.");
    }

    /// <summary>Process ids of the living children.</summary>
    public IReadOnlyList<int> ProcessIds
    {
        get
        {
            lock (exclusive)
            {
                return [.. living.Select(process => process.Id)];
            }
        }
    }

    public void Add(EngineProcess process)
    {
        lock (exclusive)
        {
            living.Add(process);
        }
    }

    /// <summary>Before it is killed: what it has used must not be lost.</summary>
    public void Remove(EngineProcess process)
    {
        lock (exclusive)
        {
            if (living.Remove(process))
            {
                cpuOfEnded += process.Use().Cpu;
            }
        }
    }

    /// <summary>Counts one that must be replaced; those that end with the service are not counted.</summary>
    public void Ended(EngineEnd end) => ended.Add(1, new KeyValuePair<string, object?>("reason", Word(end)));

    private static string Word(EngineEnd end) => end switch
    {
        EngineEnd.Worn => "worn",
        EngineEnd.Time => "time",
        EngineEnd.Memory => "memory",
        EngineEnd.Stopped => "stopped",
        EngineEnd.Models => "models",
        EngineEnd.Killed => "killed",
        _ => "crash",
    };

    private TimeSpan CpuTime()
    {
        lock (exclusive)
        {
            return living.Aggregate(cpuOfEnded, (sum, process) => sum + process.Use().Cpu);
        }
    }

    private long Memory()
    {
        lock (exclusive)
        {
            return living.Sum(process => process.Use().Bytes);
        }
    }
}
