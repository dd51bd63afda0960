using Imaging.Worker.Configuration;
using Microsoft.Extensions.Azure;

namespace Imaging.Worker.Storage;

internal static class StorageExtensions
{
    /// <summary>The four stores: <c>imagingdb</c>, <c>redis</c>, <c>blobs</c>, <c>queues</c>.</summary>
    public static WebApplicationBuilder AddStores(this WebApplicationBuilder builder)
    {
        // "Is there already" and "not there" are ordinary answers to conditional requests; what is a failure comes as an exception.
        builder.Logging.AddFilter("Azure.Core", LogLevel.Error);
        // Read when the first connection is made: by then the setting is checked.
        builder.AddAzureNpgsqlDataSource("imagingdb", configureDataSourceBuilder: source => source.ConnectionStringBuilder.MaxPoolSize =
            builder.Configuration.GetValue($"Imaging:{nameof(ImagingOptions.DatabasePoolSize)}", new ImagingOptions().DatabasePoolSize));
        builder.AddRedisClient("redis", configureOptions: redis => redis.AbortOnConnectFail = false);
        var silence = builder.Configuration.GetValue($"Imaging:{nameof(ImagingOptions.StoreTimeout)}", new ImagingOptions().StoreTimeout);
        builder.AddAzureBlobServiceClient("blobs", configureClientBuilder: client => client.ConfigureOptions(blobs => blobs.Retry.NetworkTimeout = silence));
        builder.AddAzureQueueServiceClient("queues", configureClientBuilder: client => client.ConfigureOptions(queues => queues.Retry.NetworkTimeout = silence));
        builder.Services
            .AddSingleton<ImageTable>()
            .AddSingleton<JobTable>()
            .AddSingleton<TurnTable>()
            .AddSingleton<QueueTable>()
            .AddSingleton<DerivativeTable>()
            .AddSingleton<SweepTable>()
            .AddSingleton<BlobStore>()
            .AddSingleton<SasSigner>()
            .AddHostedService<StoreSetup>();
        return builder;
    }
}
