using ServiceDefaults.LiveFigures;

namespace Gateway.Api.Capacity;

/// <summary>What the instances wrote, read at most once a second, once for all who ask meanwhile.</summary>
internal sealed class LiveInstances(LiveFigureStore store, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock exclusive = new();
    private Task<Reading>? latest;
    private long startedAt;

    /// <exception cref="FiguresAwayException">Redis does not answer.</exception>
    public Task<Reading> GetAsync(CancellationToken cancellationToken) => Latest().WaitAsync(cancellationToken);

    private Task<Reading> Latest()
    {
        lock (exclusive)
        {
            // A failure holds for its second as well: a Redis that is away is not asked by every reader.
            if (latest is null || (latest.IsCompleted && time.GetElapsedTime(startedAt) >= Fresh))
            {
                startedAt = time.GetTimestamp();
                latest = ReadAsync();
            }

            return latest;
        }
    }

    private async Task<Reading> ReadAsync() => new(await store.ReadAsync(), time.GetUtcNow());

    /// <param name="Instances">Of all services.</param>
    /// <param name="At">When they were read.</param>
    internal sealed record Reading(IReadOnlyList<InstanceFigures> Instances, DateTimeOffset At);
}
