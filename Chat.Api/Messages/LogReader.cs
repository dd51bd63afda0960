using System.Globalization;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Messages;

/// <summary>
/// Reads slices of a room's log: from the recent window in Redis where it reaches, else from PostgreSQL, joined without a
/// hole. What the window no longer holds and PostgreSQL does not have yet is read from the stream that waits for the persister.
/// </summary>
internal sealed class LogReader(
    IConnectionMultiplexer redis, Partitions partitions, StoredLog storedLog, LogStore store, PartitionTail tail,
    IOptions<MessageOptions> options, ChatMetrics metrics, TimeProvider time) : IDisposable
{
    private const int SharedEntriesMax = 50_000;
    private static readonly TimeSpan PersisterPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SharedKept = TimeSpan.FromSeconds(1);
    private readonly int windowEntries = options.Value.RecentWindow;
    private readonly SharedReads<Slice, List<LogEntry>> shared = new(SharedKept, SharedEntriesMax, entries => entries.Count + 1);

    /// <summary>Entries with a sequence between the two bounds, both excluded; ascending and without holes.</summary>
    /// <param name="slice">Which entries.</param>
    /// <param name="cancellationToken">Ends the wait; others may wait for the same reading.</param>
    /// <exception cref="RefusedException"><c>unavailable</c>: what is missing cannot be read at the moment, or a later epoch than the slice's has begun.</exception>
    public Task<List<LogEntry>> ReadAsync(Slice slice, CancellationToken cancellationToken) =>
        (slice.IsShared ? shared.GetAsync(slice, () => ReadOfItsTimeAsync(slice)) : ReadOfItsTimeAsync(slice)).WaitAsync(cancellationToken);

    /// <summary>A message of the room was deleted.</summary>
    public void Forget(string room) => storedLog.Forget(room);

    public void Dispose() => shared.Dispose();

    /// <summary>A store that hangs makes a reading long, and the next epoch may begin meanwhile: its entries have numbers that were given before.</summary>
    private async Task<List<LogEntry>> ReadOfItsTimeAsync(Slice slice)
    {
        var entries = await ReadNowAsync(slice);
        return entries.Exists(entry => entry.Epoch > slice.Epoch)
            ? throw RefusedException.Unavailable(ErrorCodes.Unavailable, "The room's order is being restored; try again.")
            : entries;
    }

    private async Task<List<LogEntry>> ReadNowAsync(Slice slice)
    {
        if (slice.Upper - slice.Lower <= 1)
        {
            return [];
        }

        var started = time.GetTimestamp();
        var pause = TimeSpan.Zero;
        List<Sequenced> waiting = [];
        while (true)
        {
            var hasSeenTail = pause > TimeSpan.Zero;
            var window = LogPieces.LastStretch(await WindowAsync(slice));
            if (LogPieces.Join(slice, stored: null, window) is { } recent)
            {
                return recent;
            }

            var stored = await storedLog.ReadAsync(slice with { Upper = window.Count == 0 ? slice.Upper : window[0].Entry.Sequence });
            if (LogPieces.Join(slice, stored, LogPieces.Merge(waiting, window)) is { } joined && (hasSeenTail || ReachesUpper(slice, joined)))
            {
                return joined;
            }

            // What retention has deleted is no hole: the room begins after it.
            if (stored is not null && await store.GoneAsync(slice.Room, CancellationToken.None) is var gone && gone > slice.Lower)
            {
                slice = slice with { Lower = gone };
                continue;
            }

            // Without PostgreSQL the stream has all that there is, and a second look finds no more. One that hangs has taken all patience by now.
            if (hasSeenTail && (stored is null || time.GetElapsedTime(started) > PersisterPatience))
            {
                throw RefusedException.Unavailable(ErrorCodes.Unavailable, "A part of the history cannot be read at the moment; try again.");
            }

            await Task.Delay(pause, time);
            pause = pause == TimeSpan.Zero ? PauseMin : 2 * pause;
            // Before PostgreSQL is asked again: an entry leaves the stream only when it is committed, so one of the two has it.
            waiting = await tail.ReadAsync(slice);
        }
    }

    /// <summary>
    /// Whether nothing can be missing before the upper bound. What lies below the window may not be stored yet, and no entry above it would
    /// show the hole. Where a number was never given the stream is looked through in vain, once.
    /// </summary>
    private static bool ReachesUpper(Slice slice, List<LogEntry> entries) =>
        !slice.Newest || slice.Upper == long.MaxValue || (entries.Count > 0 && entries[^1].Sequence == slice.Upper - 1);

    /// <summary>All that the window holds, ascending.</summary>
    public async Task<List<LogEntry>> RecentAsync(string room)
    {
        var window = await WindowAsync(new(room, 0, long.MaxValue, windowEntries, Newest: true));
        return [.. window.Select(sequenced => sequenced.Entry)];
    }

    /// <summary>Who sent the message, where the window holds it, and whether it was deleted there.</summary>
    public async Task<(string? Sender, bool IsDeleted)> FindInWindowAsync(string room, Guid id)
    {
        var about = (await RecentAsync(room)).Where(entry => entry.Id == id).ToList();
        return (about.Find(entry => entry.Kind == EntryKinds.Message)?.Sender, about.Exists(entry => entry.Kind == EntryKinds.Deleted));
    }

    /// <summary>What the window holds of the slice, ascending. A slice that names its epoch reads only the part that it needs.</summary>
    private async Task<List<Sequenced>> WindowAsync(Slice slice)
    {
        metrics.LogRead("window");
        var exact = slice is { Newest: false, Epoch: not null };
        var from = exact ? Id(slice.Epoch!.Value, slice.Lower + 1) : "-";
        var to = exact && slice.Upper != long.MaxValue ? Id(slice.Epoch!.Value, slice.Upper - 1) : "+";
        // Without bounds, the newest that are asked for are the newest that are there.
        var count = exact || (slice.Newest && slice.Upper == long.MaxValue) ? slice.Limit : windowEntries;
        var order = slice.Newest ? Order.Descending : Order.Ascending;
        var rows = await redis.GetDatabase().StreamRangeAsync(partitions.Of(slice.Room).Window, from, to, Math.Min(count, windowEntries), order)
            .WaitAsync(RedisPatience.Most, time);
        return [.. rows.Select(row => LogCodec.Decode(slice.Room, ((ReadOnlyMemory<byte>)row["e"]).Span))
            .Where(sequenced => sequenced.Entry.Sequence > slice.Lower && sequenced.Entry.Sequence < slice.Upper)
            .OrderBy(sequenced => (sequenced.Entry.Epoch, sequenced.Entry.Sequence))];
    }

    private static string Id(long epoch, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{epoch}-{sequence}");
}

/// <summary>A part of a room's log.</summary>
/// <param name="Room">Id of the room.</param>
/// <param name="Lower">Every entry has a higher sequence; 0 for no bound.</param>
/// <param name="Upper">Every entry has a lower sequence; <see cref="long.MaxValue"/> for no bound.</param>
/// <param name="Limit">Most entries.</param>
/// <param name="Newest">True: the entries next to the upper bound; false: those next to the lower.</param>
/// <param name="Epoch">
/// The epoch of the upper bound, where it is known: entries of a later one refuse the reading. Next to the lower bound all entries belong to it.
/// </param>
/// <param name="IsShared">Many are expected to ask for the very same: one reading is for all of them.</param>
internal sealed record Slice(
    string Room, long Lower, long Upper, int Limit, bool Newest = false, long? Epoch = null, bool IsShared = false)
{
    /// <summary>Within one epoch the entry after the lower bound exists if the upper bound leaves room for it.</summary>
    public bool BeginsAtLower => !Newest && Epoch is not null && Upper != long.MaxValue && Upper > Lower + 1;
}
