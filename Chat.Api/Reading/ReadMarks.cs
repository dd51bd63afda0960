using Chat.Api.Messages;
using Chat.Api.Presence;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Reading;

/// <summary>
/// How far users have read. A mark moves in Redis, forward only, and holds how many messages the room had there: what is
/// unread is one subtraction, exact for every user and room.
/// </summary>
internal sealed class ReadMarks(
    IConnectionMultiplexer redis, Partitions partitions, RoomHeads heads, ReadMarkStore store, IOptions<PresenceOptions> options)
{
    /// <summary>A mark may have to be read, an ordinal to be found and a counter to be seeded: each once.</summary>
    private const int StepsMax = 5;

    /// <summary>Everything up to the sequence is read; beyond the room's last entry: everything.</summary>
    /// <exception cref="RefusedException"><c>position-invalid</c>, <c>unavailable</c>.</exception>
    public async Task MarkAsync(string room, string user, long sequence, CancellationToken cancellationToken)
    {
        if (sequence < 0)
        {
            throw RefusedException.BadRequest(ErrorCodes.PositionInvalid, "A sequence is 0 or more.");
        }

        RedisValue ordinal = "", stored = "";
        for (var steps = 0; steps < StepsMax; steps++)
        {
            switch (await MoveAsync(room, user, sequence, ordinal, stored))
            {
                case "unknown":
                    // Redis may have been emptied, or the room silent for long: PostgreSQL knows how far the mark was.
                    stored = (await store.FindAsync(room, user, cancellationToken)).ToString();
                    break;
                case "seed":
                    await heads.ReadAsync(room, delivered: null, cancellationToken);
                    break;
                case "older":
                    ordinal = await store.OrdinalAsync(room, sequence, cancellationToken) ?? throw NotStored();
                    break;
                default:
                    return;
            }
        }

        throw NotStored();
    }

    /// <summary>How far the members of a room have read; none where they are more than are told.</summary>
    public async Task<List<Reader>> OfRoomAsync(string room, CancellationToken cancellationToken)
    {
        var limit = options.Value.PresenceNamesMax;
        var key = ReadKeys.Of(partitions.Of(room));
        if (await redis.GetDatabase().HashLengthAsync(key) > limit)
        {
            return [];
        }

        var stored = await store.OfRoomAsync(room, limit + 1, cancellationToken);
        var further = stored.ToDictionary(mark => mark.User, mark => mark.Mark);
        foreach (var field in await redis.GetDatabase().HashGetAllAsync(key))
        {
            var user = field.Name.ToString();
            further[user] = ReadMark.Later(ReadMark.Parse(field.Value), further.GetValueOrDefault(user));
        }

        return further.Count > limit ? [] : [.. further.OrderBy(mark => mark.Key, StringComparer.Ordinal).Select(mark => new Reader(mark.Key, mark.Value.Sequence))];
    }

    private async Task<string> MoveAsync(string room, string user, long sequence, RedisValue ordinal, RedisValue stored)
    {
        var keys = partitions.Of(room);
        return (string)(await redis.GetDatabase().ScriptEvaluateAsync(
            ReadScripts.Mark,
            [keys.Counter, ReadKeys.Of(keys), ReadKeys.Unwritten(keys.Prefix), keys.Window, PresenceKeys.Here(keys), keys.Channel],
            [room, user, sequence, ordinal, stored, ReadKeys.KeptMs, options.Value.PresenceNamesMax]))!;
    }

    private static RefusedException NotStored() =>
        RefusedException.Unavailable(ErrorCodes.Unavailable, "What was read is not stored yet; mark it again in a moment.");
}
