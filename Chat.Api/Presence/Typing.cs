using System.Threading.RateLimiting;
using Chat.Api.Delivery;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>
/// Tells that somebody is typing. It costs nothing of what a user may send: what comes too often is not told, and nobody is
/// refused anything.
/// </summary>
internal sealed class Typing(
    IConnectionMultiplexer redis, Partitions partitions, LocalRooms local, IOptions<PresenceOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> users = Create(1, options.Value.TypingInterval);
    private readonly PartitionedRateLimiter<string> rooms = Create(options.Value.TypingPerSecond, TimeSpan.FromSeconds(1));

    public async Task TellAsync(string room, string user)
    {
        // In a large room it would cost as much as a message to all, and nobody could follow it.
        if (local.Find(room)?.Members.Length > options.Value.PresenceNamesMax)
        {
            return;
        }

        // A room's name holds no space: the key is unambiguous.
        using var first = users.AttemptAcquire($"{room} {user}");
        if (!first.IsAcquired)
        {
            return;
        }

        using var second = rooms.AttemptAcquire(room);
        if (second.IsAcquired)
        {
            await redis.GetDatabase().PublishAsync(
                RedisChannel.Sharded(partitions.Of(room).Channel), $"{RoomNews.Typing}{user}", CommandFlags.FireAndForget);
        }
    }

    public void Dispose()
    {
        users.Dispose();
        rooms.Dispose();
    }

    private static PartitionedRateLimiter<string> Create(int tokens, TimeSpan period) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
        {
            TokenLimit = tokens,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        }));
}
