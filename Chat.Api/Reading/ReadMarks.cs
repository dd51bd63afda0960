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
    IConnectionMultiplexer redis, Partitions partitions, RoomHeads heads, ReadMarkStore store, IOptions<PresenceOptions> options, TimeProvider time)
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
            switch (await MoveAsync(room, user, sequence, ordinal, stored, options.Value.PresenceNamesMax))
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

    /// <summary>
    /// Whoever becomes a member for the first time begins with nothing unread: PostgreSQL has begun the mark at what is stored, and more may
    /// have been said. Where Redis is away it stays there. Nobody is told: the user has not read what was said.
    /// </summary>
    public async Task BeginAsync(string room, string user)
    {
        try
        {
            await MoveAsync(room, user, long.MaxValue, ordinal: "", stored: default(ReadMark).ToString(), toldMax: -1);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception) || exception is OperationCanceledException)
        {
            // The user is a member, which is what was asked for.
        }
    }

    /// <summary>How far the members of a room have read, by their ids; none where they are more than are told.</summary>
    public async Task<List<Reader>> OfRoomAsync(string room, CancellationToken cancellationToken)
    {
        var limit = options.Value.PresenceNamesMax;
        var members = await store.OfRoomAsync(room, limit + 1, cancellationToken);
        if (members.Count > limit)
        {
            return [];
        }

        var recent = await redis.GetDatabase().HashGetAsync(
            ReadKeys.Of(partitions.Of(room)), [.. members.Select(member => (RedisValue)member.User)]);
        return [.. members.Zip(recent, Furthest).Where(reader => reader.Sequence > 0)];
    }

    private static Reader Furthest(OwnedMark stored, RedisValue recent) =>
        new(stored.User, (recent.IsNull ? stored.Mark : ReadMark.Later(ReadMark.Parse(recent), stored.Mark)).Sequence);

    /// <param name="room">Id of the room.</param>
    /// <param name="user">Id of the user.</param>
    /// <param name="sequence">What was read.</param>
    /// <param name="ordinal">Its ordinal, where it is known.</param>
    /// <param name="stored">The mark in PostgreSQL, where it was asked.</param>
    /// <param name="toldMax">Most users in a room that is told.</param>
    private async Task<string> MoveAsync(string room, string user, long sequence, RedisValue ordinal, RedisValue stored, int toldMax)
    {
        var keys = partitions.Of(room);
        return (string)(await redis.GetDatabase().ScriptEvaluateAsync(
            ReadScripts.Mark,
            [keys.Counter, ReadKeys.Of(keys), ReadKeys.Unwritten(keys.Prefix), keys.Window, PresenceKeys.Here(keys), keys.Channel],
            [room, user, sequence, ordinal, stored, ReadKeys.KeptMs, toldMax]).WaitAsync(RedisPatience.Most, time))!;
    }

    private static RefusedException NotStored() =>
        RefusedException.Unavailable(ErrorCodes.Unavailable, "What was read is not stored yet; mark it again in a moment.");
}
