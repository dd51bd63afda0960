using System.Globalization;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Messages;

/// <summary>
/// Reads slices of a room's log: from the recent window in Redis where it reaches, else from PostgreSQL, joined without a
/// hole. Where the persister has not yet written what the window no longer holds, it waits for it.
/// </summary>
internal sealed class LogReader(
    IConnectionMultiplexer redis, Partitions partitions, LogStore store, IOptions<MessageOptions> options, TimeProvider time)
{
    private static readonly TimeSpan PersisterPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly int windowEntries = options.Value.RecentWindow;

    /// <summary>Entries with a sequence between the two bounds, both excluded; ascending and without holes.</summary>
    /// <param name="slice">Which entries.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException"><c>unavailable</c>: what is missing cannot be read at the moment.</exception>
    public async Task<List<LogEntry>> ReadAsync(Slice slice, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var window = await WindowAsync(slice);
            if (Covers(window, slice))
            {
                return Take(window.Select(sequenced => sequenced.Entry), slice);
            }

            var older = await store.ReadAsync(slice.Room, slice.Lower, OldestOf(window, slice), slice.Limit, slice.Newest, cancellationToken);
            if (Join(older, window, slice) is { } joined)
            {
                return joined;
            }

            // What retention has deleted is no hole: the room begins after it.
            if (await store.GoneAsync(slice.Room, cancellationToken) is var gone && gone > slice.Lower)
            {
                slice = slice with { Lower = gone };
                continue;
            }

            if (time.GetElapsedTime(started) > PersisterPatience)
            {
                throw RefusedException.Unavailable(ErrorCodes.Unavailable, "A part of the history is not stored yet; try again.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

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
        var exact = slice is { Newest: false, Epoch: not null };
        var from = exact ? Id(slice.Epoch!.Value, slice.Lower + 1) : "-";
        var to = exact && slice.Upper != long.MaxValue ? Id(slice.Epoch!.Value, slice.Upper - 1) : "+";
        // Without bounds, the newest that are asked for are the newest that are there.
        var count = exact || (slice.Newest && slice.Upper == long.MaxValue) ? slice.Limit : windowEntries;
        var rows = await redis.GetDatabase().StreamRangeAsync(
            partitions.Of(slice.Room).Window, from, to, Math.Min(count, windowEntries), slice.Newest ? Order.Descending : Order.Ascending);
        return [.. rows.Select(row => LogCodec.Decode(slice.Room, ((ReadOnlyMemory<byte>)row["e"]).Span))
            .Where(sequenced => sequenced.Entry.Sequence > slice.Lower && sequenced.Entry.Sequence < slice.Upper)
            .OrderBy(sequenced => (sequenced.Entry.Epoch, sequenced.Entry.Sequence))];
    }

    private static bool Covers(List<Sequenced> window, Slice slice)
    {
        if (window.Count == 0)
        {
            return false;
        }

        return window[0].Entry.Sequence == slice.Lower + 1 || (slice.Newest && window.Count >= slice.Limit);
    }

    private static long OldestOf(List<Sequenced> window, Slice slice) => window.Count == 0 ? slice.Upper : window[0].Entry.Sequence;

    /// <summary>PostgreSQL's entries, then the window's; null where entries between them are in neither.</summary>
    private static List<LogEntry>? Join(List<LogEntry> older, List<Sequenced> window, Slice slice)
    {
        if (!slice.Newest && older.Count >= slice.Limit)
        {
            return older;
        }

        if (window.Count > 0)
        {
            // Between two epochs a hole is no hole: what is missing there was lost with Redis, and the epoch says so.
            var last = Math.Max(older.Count == 0 ? slice.Lower : older[^1].Sequence, window[0].Base);
            if (window[0].Entry.Sequence > last + 1)
            {
                return null;
            }
        }

        var joined = Take(older.Concat(window.Select(sequenced => sequenced.Entry)), slice);
        return slice.BeginsAtLower && (joined.Count == 0 || joined[0].Sequence != slice.Lower + 1) ? null : joined;
    }

    private static List<LogEntry> Take(IEnumerable<LogEntry> entries, Slice slice) =>
        slice.Newest ? [.. entries.TakeLast(slice.Limit)] : [.. entries.Take(slice.Limit)];

    private static string Id(long epoch, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{epoch}-{sequence}");
}

/// <summary>A part of a room's log.</summary>
/// <param name="Room">Id of the room.</param>
/// <param name="Lower">Every entry has a higher sequence; 0 for no bound.</param>
/// <param name="Upper">Every entry has a lower sequence; <see cref="long.MaxValue"/> for no bound.</param>
/// <param name="Limit">Most entries.</param>
/// <param name="Newest">True: the entries next to the upper bound; false: those next to the lower.</param>
/// <param name="Epoch">The one epoch that the entries belong to, where it is known.</param>
internal sealed record Slice(string Room, long Lower, long Upper, int Limit, bool Newest = false, long? Epoch = null)
{
    /// <summary>Within one epoch the entry after the lower bound exists if the upper bound leaves room for it.</summary>
    public bool BeginsAtLower => !Newest && Epoch is not null && Upper != long.MaxValue && Upper > Lower + 1;
}
