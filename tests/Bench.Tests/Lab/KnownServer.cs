using System.Diagnostics;
using Bench.Lab.Load;

namespace Bench.Tests.Lab;

/// <summary>One server with one queue whose service time is known; its moments are absolute, so that the noise of one call does not reach the next.</summary>
internal sealed class KnownServer(TimeSpan service)
{
    private readonly Lock gate = new();
    private readonly long serviceTicks = (long)(service.TotalSeconds * Stopwatch.Frequency);
    private long freeAt;

    /// <summary>From now on nothing is served for <paramref name="length"/>.</summary>
    public void Stall(TimeSpan length)
    {
        lock (gate)
        {
            freeAt = Math.Max(freeAt, Stopwatch.GetTimestamp()) + (long)(length.TotalSeconds * Stopwatch.Frequency);
        }
    }

    /// <summary>Waits its turn and is served.</summary>
    /// <param name="arrivedAt">When the call arrived: the moment it was due, so that what a busy machine adds before it does not move the queue.</param>
    public Task CallAsync(long arrivedAt)
    {
        long doneAt;
        lock (gate)
        {
            freeAt = Math.Max(freeAt, arrivedAt) + serviceTicks;
            doneAt = freeAt;
        }

        return Task.Factory.StartNew(() => PreciseWait.Until(doneAt), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
