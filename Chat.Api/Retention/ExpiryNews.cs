using Chat.Api.Messages;
using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Retention;

/// <summary>
/// Tells every node that the beginning of a room's log was deleted: what they keep of it for others who ask is shown no more. A node
/// that does not hear of it keeps it for as long as it keeps anything of the log, which is seconds.
/// </summary>
internal sealed partial class ExpiryNews(IConnectionMultiplexer redis, LogReader reader, StorePatience patience, ILogger<ExpiryNews> logger) : IHostedService
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("chat:expired");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await patience.UntilAnsweredAsync(() => redis.GetSubscriber().SubscribeAsync(Channel, (_, room) => reader.Forget(room.ToString())), cancellationToken);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            // The client library has noted the subscription and makes it when it is connected again.
            Log.SubscribedLater(logger, exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>This node has forgotten it when the answer comes; the others hear of it.</summary>
    public async Task TellAsync(string room)
    {
        reader.Forget(room);
        try
        {
            await redis.GetSubscriber().PublishAsync(Channel, room);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            Log.NotTold(logger, room, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis was away when the news of deleted entries were to be listened to; the subscription follows.")]
        public static partial void SubscribedLater(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "That entries of room {Room} were deleted was not published; the other nodes may show them for some seconds.")]
        public static partial void NotTold(ILogger logger, string room, Exception exception);
    }
}
