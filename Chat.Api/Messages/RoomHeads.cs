using System.Collections.Concurrent;
using System.Globalization;
using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Messages;

/// <summary>Where a room's log stands.</summary>
/// <param name="Epoch">The room's epoch.</param>
/// <param name="Sequence">Of the last entry.</param>
/// <param name="Base">The epoch's first entry is <c>Base + 1</c>.</param>
/// <param name="Stored">All entries up to this one are committed in PostgreSQL, as far as Redis knows.</param>
internal readonly record struct RoomHead(long Epoch, long Sequence, long Base, long Stored);

/// <summary>
/// Reads where a room's log stands and begins its next epoch where Redis has lost it: its counter is missing, belongs to
/// another run of the server, or lies behind what this node has delivered.
/// </summary>
internal sealed partial class RoomHeads(
    IConnectionMultiplexer redis, Partitions partitions, LogStore store, TimeProvider time, ILogger<RoomHeads> logger)
{
    /// <summary>A PostgreSQL that hangs makes a send unavailable, not endless.</summary>
    private static readonly TimeSpan SeedPatience = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<(string Room, Position? Delivered), Lazy<Task<RoomHead>>> seeding = new();

    /// <param name="room">Id of the room.</param>
    /// <param name="delivered">What this node has delivered, or null where it has not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RoomHead> ReadAsync(string room, Position? delivered, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            LogScripts.Head, [partitions.Of(room).Counter], [delivered?.Epoch ?? 0, delivered?.Sequence ?? 0]).WaitAsync(RedisPatience.Most, time, cancellationToken))!;
        return IsSeed(answer) ? await SeedAsync(room, delivered, cancellationToken) : HeadOf(answer);
    }

    /// <summary>Begins the next epoch unless somebody else has done so meanwhile. All who ask for a room at once share one try.</summary>
    public Task<RoomHead> SeedAsync(string room, Position? delivered, CancellationToken cancellationToken) =>
        seeding.GetOrAdd((room, delivered), key => new(() => SeedOnceAsync(key))).Value.WaitAsync(SeedPatience, time, cancellationToken);

    private async Task<RoomHead> SeedOnceAsync((string Room, Position? Delivered) key)
    {
        try
        {
            return await SeedNowAsync(key.Room, key.Delivered, CancellationToken.None);
        }
        finally
        {
            seeding.TryRemove(key, out _);
        }
    }

    private async Task<RoomHead> SeedNowAsync(string room, Position? delivered, CancellationToken cancellationToken)
    {
        var stored = await store.BeginEpochAsync(room, delivered?.Epoch ?? 0, cancellationToken);
        // The script takes the next epoch after the one it is given.
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            LogScripts.Seed,
            [partitions.Of(room).Counter],
            [stored.Epoch - 1, stored.Sequence, stored.Ordinal, delivered?.Epoch ?? 0, delivered?.Sequence ?? 0]).WaitAsync(RedisPatience.Most, time, cancellationToken))!;
        var head = HeadOf(answer);
        Log.EpochBegan(logger, room, head.Epoch, head.Base);
        return head;
    }

    public static bool IsSeed(RedisResult[] answer) => (string?)answer[0] == "seed";

    private static RoomHead HeadOf(RedisResult[] answer) => new(Number(answer[1]), Number(answer[2]), Number(answer[3]), Number(answer[4]));

    private static long Number(RedisResult result) => long.Parse((string)result!, CultureInfo.InvariantCulture);
}
