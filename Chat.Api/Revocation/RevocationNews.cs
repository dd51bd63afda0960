using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Revocation;

/// <summary>
/// Brings revocations to every node. PostgreSQL has them; Redis counts them and tells at once. A node whose count differs, for
/// whatever reason, reads them again: a publication that is lost costs a second.
/// </summary>
internal sealed partial class RevocationNews(
    IConnectionMultiplexer redis, RevocationStore store, Revocations revocations, StorePatience patience, TimeProvider time, ILogger<RevocationNews> logger) : BackgroundService
{
    private static readonly RedisKey Count = "chat:revocations";
    private static readonly RedisChannel Channel = RedisChannel.Literal("chat:revocations");
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>A command that goes under with its connection may never end, whatever the client library promises.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim reading = new(1);
    private RedisValue seen;

    /// <summary>Before the first connection is let in.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await patience.UntilAnsweredAsync(
            () => redis.GetSubscriber().SubscribeAsync(Channel, (_, _) => _ = TryReadAsync(CancellationToken.None)), cancellationToken);
        await patience.UntilAnsweredAsync(() => ReadAsync(cancellationToken), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        reading.Dispose();
    }

    /// <summary>Known to this node when it returns, and to the others a moment later.</summary>
    public async Task<UserRevocation> RevokeAsync(string user, CancellationToken cancellationToken)
    {
        var revocation = new UserRevocation(user, time.GetUtcNow().UtcDateTime);
        await store.PutAsync(revocation, cancellationToken);
        await redis.GetDatabase().StringIncrementAsync(Count);
        await redis.GetSubscriber().PublishAsync(Channel, "");
        await ReadAsync(cancellationToken);
        return revocation;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryReadAsync(stoppingToken);
        }
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await CountAsync() != seen)
            {
                await ReadAsync(cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was: the count still differs at the next look.
            Log.Delayed(logger, exception);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            // The count first: what is revoked while the rows are read makes it differ again.
            var count = await CountAsync();
            revocations.Replace(await store.AllAsync(cancellationToken));
            seen = count;
        }
        finally
        {
            reading.Release();
        }
    }

    private Task<RedisValue> CountAsync() => redis.GetDatabase().StringGetAsync(Count).WaitAsync(Patience, time);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Whether users were revoked cannot be seen at the moment.")]
        public static partial void Delayed(ILogger logger, Exception exception);
    }
}
