using System.Globalization;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Chat.Api.Retention;

/// <summary>
/// Deletes what is older than its room keeps it: always the beginning of the log up to a sequence, in batches, first in
/// PostgreSQL and then in the recent window. Where the room stood is kept with it, so that its sequence is never begun anew.
/// </summary>
internal sealed partial class Expiry(
    NpgsqlDataSource database, LogStore store, IConnectionMultiplexer redis, Partitions partitions, ExpiryNews news,
    IOptions<RetentionOptions> options, TimeProvider time, ILogger<Expiry> logger)
{
    // Of a batch, the oldest entries that lie before the first one that is to be kept: the log has a beginning and no holes.
    private const string DeleteBatch = """
        WITH oldest AS (
            SELECT epoch, sequence, ordinal, sent_at FROM entries WHERE room = $1 ORDER BY sequence, epoch LIMIT $3
        ), expired AS (
            SELECT epoch, sequence, ordinal FROM oldest
            WHERE sequence < coalesce((SELECT min(sequence) FROM oldest WHERE sent_at >= $2), 9223372036854775807)
        ), deleted AS (
            DELETE FROM entries USING expired
            WHERE entries.room = $1 AND entries.epoch = expired.epoch AND entries.sequence = expired.sequence
            RETURNING entries.id, entries.kind
        ), unmentioned AS (
            DELETE FROM mentions USING deleted WHERE mentions.room = $1 AND mentions.id = deleted.id AND deleted.kind = 'message'
        ), unreacted AS (
            DELETE FROM reactions USING deleted WHERE reactions.room = $1 AND reactions.id = deleted.id AND deleted.kind = 'message'
        ), kept AS (
            INSERT INTO epochs AS known (room, epoch, sequence, ordinal, gone)
            SELECT $1, max(epoch), max(sequence), max(ordinal), max(sequence) FROM expired HAVING count(*) > 0
            ON CONFLICT (room) DO UPDATE SET
                epoch = greatest(known.epoch, excluded.epoch), sequence = greatest(known.sequence, excluded.sequence),
                ordinal = greatest(known.ordinal, excluded.ordinal), gone = greatest(known.gone, excluded.gone)
        )
        SELECT count(*), coalesce(max(sequence), 0) FROM expired
        """;

    /// <summary>One pass over all rooms that delete; another node's pass at the same time leaves this one nothing to do.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // "chatkeep": the lock belongs to the session and ends with it.
        await using var locking = new NpgsqlCommand("SELECT pg_try_advisory_lock(x'636861746b656570'::bigint)", connection);
        if (await locking.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return;
        }

        try
        {
            foreach (var (room, days) in await RoomsAsync(connection, cancellationToken))
            {
                await ExpireAsync(connection, room, time.GetUtcNow().AddDays(-days), cancellationToken);
            }
        }
        finally
        {
            await using var unlocking = new NpgsqlCommand("SELECT pg_advisory_unlock(x'636861746b656570'::bigint)", connection);
            await unlocking.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task<List<(string Room, int Days)>> RoomsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, retention_days FROM rooms WHERE retention_days IS NOT NULL ORDER BY id", connection);
        var rooms = new List<(string Room, int Days)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rooms.Add((reader.GetString(0), reader.GetInt32(1)));
        }

        return rooms;
    }

    private async Task ExpireAsync(NpgsqlConnection connection, string room, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (total, last) = (0L, 0L);
        long count;
        do
        {
            (count, var sequence) = await DeleteAsync(connection, room, before, cancellationToken);
            (total, last) = (total + count, Math.Max(last, sequence));
        }
        while (count == options.Value.RetentionBatch);

        // Also where PostgreSQL had nothing: a window that was not reached last time is trimmed now.
        await TrimWindowAsync(room, await store.GoneAsync(room, cancellationToken));
        if (total > 0)
        {
            await news.TellAsync(room);
            Log.Expired(logger, total, room, last);
        }
    }

    private async Task<(long Count, long Sequence)> DeleteAsync(
        NpgsqlConnection connection, string room, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DeleteBatch, connection)
        {
            Parameters = { new() { Value = room }, new() { Value = before.ToUniversalTime() }, new() { Value = options.Value.RetentionBatch } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>What PostgreSQL no longer has goes from the window too: its ids are "epoch-sequence", and an epoch is trimmed at a time.</summary>
    private async Task TrimWindowAsync(string room, long gone)
    {
        var window = partitions.Of(room).Window;
        while (gone > 0)
        {
            var oldest = await redis.GetDatabase().StreamRangeAsync(window, "-", "+", 1);
            if (oldest.Length == 0 || SequenceOf(oldest[0].Id.ToString()) > gone)
            {
                return;
            }

            await redis.GetDatabase().ExecuteAsync("XTRIM", window, "MINID", "=", NextOf(oldest[0].Id.ToString(), gone));
        }
    }

    /// <summary>The first id of the epoch that is kept.</summary>
    private static string NextOf(string id, long gone) => string.Create(CultureInfo.InvariantCulture, $"{id[..id.IndexOf('-', StringComparison.Ordinal)]}-{gone + 1}");

    private static long SequenceOf(string id) => long.Parse(id.AsSpan(id.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Deleted {Count} entries of room {Room}, up to sequence {Sequence}, by its retention.")]
        public static partial void Expired(ILogger logger, long count, string room, long sequence);
    }
}
