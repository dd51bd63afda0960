using Chat.Api.Messages;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>Entries that wait in a partition's stream for the persister: while PostgreSQL is away, all that the recent window has let go.</summary>
internal sealed class PartitionTail(IConnectionMultiplexer redis, Partitions partitions, IOptions<StorageOptions> options, ChatMetrics metrics)
{
    private const int Page = 1_000;

    /// <summary>What the stream holds of the slice, ascending. The stream is read in pages and is never longer than the backlog may be.</summary>
    public async Task<List<Sequenced>> ReadAsync(Slice slice)
    {
        metrics.LogRead("stream");
        var key = partitions.Of(slice.Room).Stream;
        var found = new Queue<Sequenced>();
        RedisValue from = "-";
        for (var read = 0; read < options.Value.BacklogPerPartition + Page; read += Page)
        {
            var rows = await redis.GetDatabase().StreamRangeAsync(key, from, "+", Page);
            foreach (var row in rows.Where(row => row["r"] == slice.Room))
            {
                Take(slice, LogCodec.Decode(slice.Room, ((ReadOnlyMemory<byte>)row["e"]).Span), found);
            }

            if (rows.Length < Page || (!slice.Newest && found.Count >= slice.Limit))
            {
                break;
            }

            from = $"({rows[^1].Id}";
        }

        return [.. found];
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
