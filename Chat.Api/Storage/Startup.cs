using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>Before anything else runs: the schema is there, and Redis was set up with the same number of partitions.</summary>
internal sealed partial class Startup(
    IConnectionMultiplexer redis, NpgsqlDataSource database, IOptions<StorageOptions> options, TimeProvider time, ILogger<Startup> logger) : IHostedService
{
    /// <summary>Number of partitions that this Redis was set up with.</summary>
    public static readonly RedisKey PartitionsKey = "chat:partitions";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await UntilAnsweredAsync(() => Migrations.ApplyAsync(database, logger, cancellationToken), cancellationToken);
        await UntilAnsweredAsync(CheckPartitionsAsync, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="OptionsValidationException">Another number would look for rooms under keys that they do not have.</exception>
    private async Task CheckPartitionsAsync()
    {
        var own = options.Value.Partitions;
        var there = (int?)await redis.GetDatabase().StringSetAndGetAsync(PartitionsKey, own, expiry: null, when: When.NotExists) ?? own;
        if (there != own)
        {
            throw new OptionsValidationException(
                nameof(StorageOptions), typeof(StorageOptions), [$"Chat:Partitions is {own}; allowed: {there}, with which this Redis was set up."]);
        }
    }

    /// <summary>The stores may start at the same moment as this node.</summary>
    private async Task UntilAnsweredAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception exception) when (StoreFailures.IsAway(exception) && time.GetElapsedTime(started) < options.Value.StartTimeout)
            {
                Log.StoreAway(logger, exception.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Waiting for a store: {Reason}")]
        public static partial void StoreAway(ILogger logger, string reason);
    }
}
