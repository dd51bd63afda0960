using Chat.Api.Messages;
using Npgsql;
using Polly.CircuitBreaker;
using ServiceDefaults.Resilience;

namespace Chat.Api.Storage;

/// <summary>
/// PostgreSQL's part of the log for many who ask at once. A herd that comes back asks for the same stretch from many places:
/// it is read in blocks with fixed beginnings, each long enough for any page that begins in its first thousand entries.
/// </summary>
internal sealed class StoredLog(LogStore store, DatabaseBreaker database, ChatMetrics metrics, TimeProvider time) : IDisposable
{
    private const int Stride = 1_000;
    private const int PageMax = History.LimitMax + 1;
    private const int BlockEntries = Stride + PageMax;

    /// <summary>Whoever asks for less is looking something up, not coming back.</summary>
    private const int BlockWorthy = 100;

    /// <summary>Characters of texts, roughly: 3 blocks of the longest messages, 50 of usual ones.</summary>
    private const long KeptMax = 16 * 1_024 * 1_024;
    private const int EntryOverhead = 200;

    /// <summary>Blocks hold what was said and stays so; an edit is an entry of its own, and comes later in the log.</summary>
    private static readonly TimeSpan BlocksKept = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LatestKept = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DeletionPersisted = TimeSpan.FromSeconds(2);
    /// <summary>A herd that comes back at once keeps the cores busy for seconds: what is slow then is no store that is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After a failure nobody asks for as long as this: a PostgreSQL that hangs must not hang every reader.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly SharedReads<(string Room, long Start, long DeletedAt), List<LogEntry>> blocks = new(BlocksKept, KeptMax, SizeOf);
    private readonly SharedReads<Slice, List<LogEntry>> latest = new(LatestKept, KeptMax, SizeOf);
    private readonly long[] deletedAt = new long[1_024];
    private long failedAt;

    /// <summary>The slice, ascending, as far as PostgreSQL has it; null while it cannot be asked.</summary>
    public async Task<List<LogEntry>?> ReadAsync(Slice slice)
    {
        if (Volatile.Read(ref failedAt) is var failed and not 0 && time.GetElapsedTime(failed) < Rest)
        {
            return null;
        }

        try
        {
            return await (slice.Newest ? NewestAsync(slice) : AfterAsync(slice)).WaitAsync(Patience, time);
        }
        catch (Exception exception) when (exception is TimeoutException or BrokenCircuitException or NpgsqlException { IsTransient: true })
        {
            Volatile.Write(ref failedAt, time.GetTimestamp());
            return null;
        }
    }

    /// <summary>A message was deleted: what is kept of the room may still hold its text, and what is read before the persister is done, too.</summary>
    public void Forget(string room) => Volatile.Write(ref deletedAt[Slot(room)], time.GetTimestamp());

    public void Dispose()
    {
        blocks.Dispose();
        latest.Dispose();
    }

    /// <summary>What is kept and does not reach the upper bound is read again: what was missing then may be stored now, and has left the stream.</summary>
    private Task<List<LogEntry>> NewestAsync(Slice slice) => slice.IsShared
        ? latest.GetAsync(slice, () => QueryAsync(slice), kept => kept.Count > 0 && kept[^1].Sequence == slice.Upper - 1)
        : QueryAsync(slice);

    private async Task<List<LogEntry>> AfterAsync(Slice slice)
    {
        if (slice.Limit is < BlockWorthy or > PageMax)
        {
            return await QueryAsync(slice);
        }

        var start = slice.Lower - (slice.Lower % Stride);
        var block = await BlockAsync(slice.Room, start, needed: Math.Min(slice.Upper - 1, slice.Lower + slice.Limit));
        var entries = block.Where(entry => entry.Sequence > slice.Lower && entry.Sequence < slice.Upper).Take(slice.Limit).ToList();
        // Beyond a stretch that was lost with Redis there may be more.
        var mayGoOn = entries.Count < slice.Limit && slice.Upper > EndOf(start);
        return mayGoOn ? await QueryAsync(slice) : entries;
    }

    /// <summary>What is kept ends where the persister was when it was read: it serves those who need no more.</summary>
    private Task<List<LogEntry>> BlockAsync(string room, long start, long needed)
    {
        var block = new Slice(room, start, EndOf(start), BlockEntries);
        var deleted = Volatile.Read(ref deletedAt[Slot(room)]);
        return deleted != 0 && time.GetElapsedTime(deleted) < DeletionPersisted
            ? QueryAsync(block)
            : blocks.GetAsync((room, start, deleted), () => QueryAsync(block), kept => kept.Count > 0 && kept[^1].Sequence >= needed);
    }

    private static long EndOf(long start) => start + BlockEntries + 1;

    private Task<List<LogEntry>> QueryAsync(Slice slice)
    {
        metrics.LogRead("database");
        return database.AskAsync(
            token => store.ReadAsync(slice.Room, slice.Lower, slice.Upper, slice.Limit, slice.Newest, token), CancellationToken.None);
    }

    private static long SizeOf(List<LogEntry> entries) => 1 + entries.Sum(entry => (entry.Text?.Length ?? 0) + EntryOverhead);

    private int Slot(string room) => (room.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % deletedAt.Length;
}
