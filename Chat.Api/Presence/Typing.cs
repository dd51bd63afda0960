using Chat.Api.Delivery;
using Chat.Api.Limits;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>
/// Tells that somebody is typing. It costs nothing of what a user may send: what comes too often is not told, and nobody is
/// refused anything.
/// </summary>
internal sealed class Typing(
    IConnectionMultiplexer redis, Partitions partitions, LocalRooms local, Buckets buckets, IOptions<PresenceOptions> options)
{
    private readonly Budget users = new(1, 1, options.Value.TypingInterval);
    private readonly Budget rooms = new(options.Value.TypingPerSecond, options.Value.TypingPerSecond);

    public async Task TellAsync(string room, string user)
    {
        // In a large room it would cost as much as a message to all, and nobody could follow it.
        if (local.Find(room)?.Members.Length > options.Value.PresenceNamesMax)
        {
            return;
        }

        // A room's name holds no space: the key is unambiguous.
        if (buckets.TrySpend(users, $"{room} {user}") is null && buckets.TrySpend(rooms, room) is null)
        {
            await redis.GetDatabase().PublishAsync(
                RedisChannel.Sharded(partitions.Of(room).Channel), $"{RoomNews.Typing}{user}", CommandFlags.FireAndForget);
        }
    }
}
