using System.Diagnostics;

namespace Bench.Lab.Processes;

/// <summary>Meters named groups of processes over a stretch of time: cores used, and memory at its greatest.</summary>
/// <example>
/// <code>
/// await using var meter = UsageMeter.Start(("chat", nodes), ("generator", [Environment.ProcessId]));
/// ... load ...
/// var used = await meter.StopAsync();
/// used["chat"].Cores
/// </code>
/// </example>
internal sealed class UsageMeter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly (string Name, int[] ProcessIds)[] groups;
    private readonly ProcessUsage[] before;
    private readonly double[] megabytesMax;
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource stop = new();
    private readonly Task sampling;

    private UsageMeter((string Name, int[] ProcessIds)[] groups)
    {
        this.groups = groups;
        before = [.. groups.Select(group => ProcessUsage.Of(group.ProcessIds))];
        megabytesMax = [.. before.Select(usage => usage.MemoryMegabytes)];
        sampling = SampleAsync();
    }

    /// <summary>Begins to meter; children of the processes are counted with them.</summary>
    public static UsageMeter Start(params (string Name, IEnumerable<int> ProcessIds)[] groups) =>
        new([.. groups.Select(group => (group.Name, group.ProcessIds.ToArray()))]);

    /// <summary>Ends the stretch and answers what each group used in it.</summary>
    public async Task<IReadOnlyDictionary<string, Used>> StopAsync()
    {
        var after = groups.Select(group => ProcessUsage.Of(group.ProcessIds)).ToArray();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await sampling;
        return groups.Select((group, index) => (group.Name, Used: new Used(
                Math.Max(0, after[index].CpuSeconds - before[index].CpuSeconds), seconds,
                Math.Max(megabytesMax[index], after[index].MemoryMegabytes), after[index].MemoryMegabytes)))
            .ToDictionary(group => group.Name, group => group.Used);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await sampling;
        stop.Dispose();
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                for (var index = 0; index < groups.Length; index++)
                {
                    megabytesMax[index] = Math.Max(megabytesMax[index], ProcessUsage.Of(groups[index].ProcessIds).MemoryMegabytes);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}

/// <param name="CpuSeconds">Processor time in the stretch, in seconds of one core.</param>
/// <param name="Seconds">Length of the stretch.</param>
/// <param name="MemoryMegabytesMax">Resident memory at its greatest, MB.</param>
/// <param name="MemoryMegabytes">Resident memory at the end, MB.</param>
internal sealed record Used(double CpuSeconds, double Seconds, double MemoryMegabytesMax, double MemoryMegabytes)
{
    /// <summary>Cores in use on average.</summary>
    public double Cores => CpuSeconds / Seconds;
}
