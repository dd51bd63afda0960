using System.Globalization;
using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Reading;

/// <summary>What a user has not read, in all rooms at once: two statements, and two pipelined reads a room.</summary>
internal sealed class Unread(IConnectionMultiplexer redis, Partitions partitions, ReadMarkStore store)
{
    public async Task<List<UnreadRoom>> OfUserAsync(string user, CancellationToken cancellationToken)
    {
        var stored = await store.OfUserAsync(user, cancellationToken);
        var heads = await HeadsAsync([.. stored.Select(mark => mark.Room)], cancellationToken);
        var marks = await Task.WhenAll(stored.Select(MarkAsync));
        var mentions = await store.MentionsAsync(
            user, [.. stored.Select((mark, index) => mark with { Mark = marks[index] }).Where((_, index) => heads[index].Ordinal > marks[index].Ordinal)], cancellationToken);
        return [.. stored.Select((mark, index) => Of(mark.Room, heads[index], marks[index], mentions.GetValueOrDefault(mark.Room)))];
    }

    private async Task<ReadMark> MarkAsync(OwnedMark stored)
    {
        var recent = await redis.GetDatabase().HashGetAsync(ReadKeys.Of(partitions.Of(stored.Room)), stored.User);
        return recent.IsNull ? stored.Mark : ReadMark.Later(ReadMark.Parse(recent), stored.Mark);
    }

    /// <summary>Where Redis has lost a room's counter, PostgreSQL says where the room stands; reading begins no epoch.</summary>
    private async Task<ReadMark[]> HeadsAsync(string[] rooms, CancellationToken cancellationToken)
    {
        var counters = await Task.WhenAll(rooms.Select(room =>
            redis.GetDatabase().HashGetAsync(partitions.Of(room).Counter, ["ordinal", "sequence"])));
        var lost = rooms.Where((_, index) => counters[index][1].IsNull).ToList();
        var stored = lost.Count > 0 ? await store.HeadsAsync(lost, cancellationToken) : [];
        return [.. rooms.Select((room, index) => counters[index] is [{ IsNull: false } ordinal, { IsNull: false } sequence]
            ? new ReadMark(Number(ordinal), Number(sequence))
            : stored.GetValueOrDefault(room))];
    }

    private static UnreadRoom Of(string room, ReadMark head, ReadMark read, long mentions) =>
        new(room, Math.Max(0, head.Ordinal - read.Ordinal), head.Sequence, read.Sequence, mentions);

    private static long Number(RedisValue value) => long.Parse(value.ToString(), CultureInfo.InvariantCulture);
}
