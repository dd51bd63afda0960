using Chat.Api.Messages;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>
/// Messages that the recent window has let go and PostgreSQL does not have yet, since it is or was away: they wait in their
/// partition's stream for the persister.
/// </summary>
internal sealed class WaitingMessages(IConnectionMultiplexer redis, Partitions partitions, IOptions<StorageOptions> options)
{
    private const int Page = 1_000;

    /// <summary>Who sent the message, where it waits, and whether it was deleted since. The stream is never longer than the backlog may be.</summary>
    public async Task<(string? Sender, bool IsDeleted)> FindAsync(string room, Guid id)
    {
        var key = partitions.Of(room).Stream;
        var found = (Sender: (string?)null, IsDeleted: false);
        RedisValue from = "-";
        for (var read = 0; read < options.Value.BacklogPerPartition + Page; read += Page)
        {
            var rows = await redis.GetDatabase().StreamRangeAsync(key, from, "+", Page);
            foreach (var entry in rows.Where(row => row["r"] == room).Select(row => About(row, room, id)).OfType<LogEntry>())
            {
                found = (entry.Kind == EntryKinds.Message ? entry.Sender : found.Sender, found.IsDeleted || entry.Kind == EntryKinds.Deleted);
            }

            if (rows.Length < Page)
            {
                break;
            }

            from = $"({rows[^1].Id}";
        }

        return found;
    }

    /// <summary>Most entries are about something else, which their bytes tell without being read.</summary>
    private static LogEntry? About(StreamEntry row, string room, Guid id)
    {
        Span<byte> text = stackalloc byte[36];
        System.Buffers.Text.Utf8Formatter.TryFormat(id, text, out _);
        var payload = ((ReadOnlyMemory<byte>)row["e"]).Span;
        if (payload.IndexOf(text) < 0)
        {
            return null;
        }

        var entry = LogCodec.Decode(room, payload).Entry;
        // It may have been named as the message that is answered.
        return entry.Id == id ? entry : null;
    }
}
