using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDefaults.Configuration;
using ServiceDefaults.Resilience;
using StackExchange.Redis;

namespace Chat.Api.Storage;

internal static class StorageSetup
{
    private const int StatementsPrepared = 30;

    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<StorageOptions, StorageOptionsValidator>(OptionChecks.Section);
        builder.AddRedis();
        builder.AddDatabase();
        builder.Services
            .AddSingleton<DatabaseBreaker>()
            .AddSingleton<DatabaseHealth>()
            .AddSingleton<StorePatience>()
            .AddHostedService<Startup>()
            .AddSingleton<Partitions>()
            .AddSingleton<LogStore>()
            .AddSingleton<StoredLog>()
            .AddSingleton<PartitionTail>()
            .AddSingleton<LogWriter>()
            .AddSingleton<PersisterWake>()
            .AddSingleton<PartitionOwner>()
            .AddHostedService(provider => provider.GetRequiredService<PartitionOwner>())
            .AddHostedService<Persister>();
        return builder;
    }

    private static void AddRedis(this WebApplicationBuilder builder)
    {
        var sockets = new RedisSockets(TimeProvider.System);
        builder.Services.AddSingleton(sockets);
        builder.AddRedisClient(
            "redis",
            settings =>
            {
                // A span per command of the persister's loop would bury what people look for; appends have spans of their own.
                settings.DisableTracing = true;
                // A ping waits for seconds where Redis is silent, and says nothing of subscriptions: the delivery probe does.
                settings.DisableHealthChecks = true;
            },
            options => Configure(options, sockets));
    }

    private static void Configure(ConfigurationOptions options, RedisSockets sockets)
    {
        options.AbortOnConnectFail = false;
        // While Redis is away a send is refused at once: its client sends again under the same id.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = 3_000;
        options.ConnectTimeout = 3_000;
        // Tries are made on heartbeats, and one that is still connecting is given up at the next that is due: at most 1.4 s
        // from Redis coming back to the next try, and at least 0.9 s for TCP and TLS.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        options.ReconnectRetryPolicy = new LinearRetry(900);
        options.BeforeSocketConnect = sockets.Add;
    }

    private static void AddDatabase(this WebApplicationBuilder builder)
    {
        builder.AddAzureNpgsqlDataSource(
            "chatdb",
            settings => settings.DisableHealthChecks = true,
            source =>
            {
                // A malformed number is said by the validation of the options.
                if (int.TryParse(builder.Configuration["Chat:DatabasePoolSize"], out var size) && size > 0)
                {
                    source.ConnectionStringBuilder.MaxPoolSize = size;
                }
                else
                {
                    source.ConnectionStringBuilder.MaxPoolSize = new StorageOptions().DatabasePoolSize;
                }

                source.ConnectionStringBuilder.Timeout = 5;
                source.ConnectionStringBuilder.CommandTimeout = 10;
                // Nothing is set for a session here, and the two locks that belong to one are given back: no seven statements before each use to undo it.
                source.ConnectionStringBuilder.NoResetOnClose = true;
                // The persister's statements are long and always the same: they are planned once per connection.
                source.ConnectionStringBuilder.MaxAutoPrepare = StatementsPrepared;
            });

        // Without PostgreSQL a node still delivers: that must not take it out of rotation.
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("chatdb", HealthStatus.Degraded);
    }
}
