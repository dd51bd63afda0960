using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>Before anything else runs: the schema is there, and Redis was set up with the same number of partitions.</summary>
internal sealed class Startup(
    IConnectionMultiplexer redis, NpgsqlDataSource database, StorePatience patience, IOptions<StorageOptions> options, ILogger<Startup> logger) : IHostedService
{
    /// <summary>Number of partitions that this Redis was set up with.</summary>
    public static readonly RedisKey PartitionsKey = "chat:partitions";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await patience.UntilAnsweredAsync(() => Migrations.ApplyAsync(database, logger, cancellationToken), cancellationToken);
        await patience.UntilAnsweredAsync(CheckPartitionsAsync, cancellationToken);
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
}
