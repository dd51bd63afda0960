using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Messages;

/// <summary>
/// Edits and deletions that the recent window has let go and PostgreSQL does not have yet: while it is away, and until it has caught up,
/// they wait in the stream.
/// </summary>
internal sealed class UnstoredChanges(
    IConnectionMultiplexer redis, Partitions partitions, PartitionTail tail, IOptions<MessageOptions> options, TimeProvider time) : IDisposable
{
    private const int EntriesMax = 50_000;

    /// <summary>The stream is long where this is needed at all. Shorter than any room takes to fill its window anew.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(250);
    private readonly SharedReads<string, List<LogEntry>> shared = new(Kept, EntriesMax, changes => changes.Count + 1);

    /// <summary>Ascending; none where the window reaches back to what is stored.</summary>
    /// <param name="room">Id of the room.</param>
    /// <param name="recent">All that the window holds, ascending.</param>
    public async Task<IReadOnlyList<LogEntry>> ReadAsync(string room, List<LogEntry> recent) =>
        recent.Count < options.Value.RecentWindow || await StoredAsync(room) >= recent[0].Sequence - 1
        ? []
        : await shared.GetAsync(room, () => tail.ChangesAsync(room));

    public void Dispose() => shared.Dispose();

    private async Task<long> StoredAsync(string room) =>
        (long?)await redis.GetDatabase().HashGetAsync(partitions.Of(room).Counter, "stored").WaitAsync(RedisPatience.Most, time) ?? 0;
}
