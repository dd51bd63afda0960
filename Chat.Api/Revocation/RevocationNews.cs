using System.Security.Cryptography;
using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Revocation;

/// <summary>
/// Brings revocations to every node. PostgreSQL has them; Redis holds their version and tells at once. A node that has seen another
/// version, for whatever reason, reads them again: a publication that is lost costs a second.
/// </summary>
internal sealed partial class RevocationNews(
    IConnectionMultiplexer redis, RevocationStore store, Revocations revocations, StorePatience patience, TimeProvider time, ILogger<RevocationNews> logger) : BackgroundService
{
    /// <summary>A random number, and another with each revocation: a count that begins anew when Redis is emptied could be what a node has seen.</summary>
    private static readonly RedisKey Version = "chat:revocations";
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
        await redis.GetDatabase().StringSetAsync(Version, RandomNumberGenerator.GetInt32(int.MaxValue));
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
            if (await VersionAsync() != seen)
            {
                await ReadAsync(cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // Whatever it was: the version still differs at the next look.
            Log.Delayed(logger, exception);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            // The version first: what is revoked while the rows are read makes it differ again.
            var version = await VersionAsync();
            revocations.Replace(await store.AllAsync(cancellationToken));
            seen = version;
        }
        finally
        {
            reading.Release();
        }
    }

    private Task<RedisValue> VersionAsync() => redis.GetDatabase().StringGetAsync(Version).WaitAsync(Patience, time);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Whether users were revoked cannot be seen at the moment.")]
        public static partial void Delayed(ILogger logger, Exception exception);
    }
}
