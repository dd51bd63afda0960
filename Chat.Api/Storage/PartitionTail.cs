using Chat.Api.Messages;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>Entries that wait in a partition's stream for the persister: while PostgreSQL is away, all that the recent window has let go.</summary>
internal sealed class PartitionTail(
    IConnectionMultiplexer redis, Partitions partitions, IOptions<StorageOptions> options, ChatMetrics metrics, TimeProvider time)
{
    private const int Page = 1_000;

    /// <summary>What the stream holds of the slice, ascending. The stream is read in pages and is never longer than the backlog may be.</summary>
    public async Task<List<Sequenced>> ReadAsync(Slice slice)
    {
        metrics.LogRead("stream");
        var found = new Queue<Sequenced>();
        await foreach (var page in PagesAsync(slice.Room))
        {
            foreach (var payload in page)
            {
                Take(slice, LogCodec.Decode(slice.Room, payload.Span), found);
            }

            if (!slice.Newest && found.Count >= slice.Limit)
            {
                break;
            }
        }

        return [.. found];
    }

    /// <summary>Who sent the message, where it waits, and whether it was deleted since.</summary>
    public async Task<(string? Sender, bool IsDeleted)> FindAsync(string room, Guid id)
    {
        var found = (Sender: (string?)null, IsDeleted: false);
        await foreach (var page in PagesAsync(room))
        {
            foreach (var entry in page.Select(payload => About(payload.Span, room, id)).OfType<LogEntry>())
            {
                found = (entry.Kind == EntryKinds.Message ? entry.Sender : found.Sender, found.IsDeleted || entry.Kind == EntryKinds.Deleted);
            }
        }

        return found;
    }

    /// <summary>The room's edits and deletions that wait, ascending.</summary>
    public async Task<List<LogEntry>> ChangesAsync(string room)
    {
        metrics.LogRead("stream");
        var found = new List<LogEntry>();
        await foreach (var page in PagesAsync(room))
        {
            found.AddRange(page.Select(payload => Change(payload.Span, room)).OfType<LogEntry>());
        }

        return found;
    }

    /// <summary>The room's entries as they lie in its partition's stream, ascending.</summary>
    private async IAsyncEnumerable<IEnumerable<ReadOnlyMemory<byte>>> PagesAsync(string room)
    {
        var key = partitions.Of(room).Stream;
        RedisValue from = "-";
        for (var read = 0; read < options.Value.BacklogPerPartition + Page; read += Page)
        {
            var rows = await redis.GetDatabase().StreamRangeAsync(key, from, "+", Page).WaitAsync(RedisPatience.Most, time);
            yield return rows.Where(row => row["r"] == room).Select(row => (ReadOnlyMemory<byte>)row["e"]);
            if (rows.Length < Page)
            {
                yield break;
            }

            from = $"({rows[^1].Id}";
        }
    }

    /// <summary>Most entries are about something else, which their bytes tell without being read.</summary>
    private static LogEntry? About(ReadOnlySpan<byte> payload, string room, Guid id)
    {
        Span<byte> text = stackalloc byte[36];
        System.Buffers.Text.Utf8Formatter.TryFormat(id, text, out _);
        if (payload.IndexOf(text) < 0)
        {
            return null;
        }

        var entry = LogCodec.Decode(room, payload).Entry;
        // It may have been named as the message that is answered.
        return entry.Id == id ? entry : null;
    }

    /// <summary>Most entries are messages, which their bytes tell without being read.</summary>
    private static LogEntry? Change(ReadOnlySpan<byte> payload, string room)
    {
        if (payload.IndexOf("\"edited\""u8) < 0 && payload.IndexOf("\"deleted\""u8) < 0)
        {
            return null;
        }

        var entry = LogCodec.Decode(room, payload).Entry;
        return entry.Kind is EntryKinds.Edited or EntryKinds.Deleted ? entry : null;
    }

    private static void Take(Slice slice, Sequenced sequenced, Queue<Sequenced> found)
    {
        if (sequenced.Entry.Sequence <= slice.Lower || sequenced.Entry.Sequence >= slice.Upper)
        {
            return;
        }

        if (found.Count < slice.Limit)
        {
            found.Enqueue(sequenced);
        }
        else if (slice.Newest)
        {
            found.Dequeue();
            found.Enqueue(sequenced);
        }
    }
}
