using Aspire.Azure.Storage.Queues;
using Azure.Core.Extensions;
using Azure.Storage.Queues;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds queue clients that the AppHost referenced by name.</summary>
public static class AspireQueueStorageExtensions
{
    /// <summary>Registers <see cref="QueueServiceClient"/> as a singleton, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">Name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddAzureQueueServiceClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<AzureStorageQueuesSettings>? configureSettings = null,
        Action<IAzureClientBuilder<QueueServiceClient, QueueClientOptions>>? configureClientBuilder = null) =>
        QueueClients.Service.Add(builder, connectionName, serviceKey: null, configureSettings, configureClientBuilder);

    /// <summary>Registers <see cref="QueueServiceClient"/> as a singleton under the key <paramref name="name"/>, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">Key of the service, and name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddKeyedAzureQueueServiceClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<AzureStorageQueuesSettings>? configureSettings = null,
        Action<IAzureClientBuilder<QueueServiceClient, QueueClientOptions>>? configureClientBuilder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        QueueClients.Service.Add(builder, name, serviceKey: name, configureSettings, configureClientBuilder);
    }

    /// <summary>Registers <see cref="QueueClient"/> as a singleton, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">Name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddAzureQueue(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<AzureStorageQueueSettings>? configureSettings = null,
        Action<IAzureClientBuilder<QueueClient, QueueClientOptions>>? configureClientBuilder = null) =>
        QueueClients.Queue.Add(builder, connectionName, serviceKey: null, configureSettings, configureClientBuilder);

    /// <summary>Registers <see cref="QueueClient"/> as a singleton under the key <paramref name="name"/>, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">Key of the service, and name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddKeyedAzureQueue(
        this IHostApplicationBuilder builder,
        string name,
        Action<AzureStorageQueueSettings>? configureSettings = null,
        Action<IAzureClientBuilder<QueueClient, QueueClientOptions>>? configureClientBuilder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        QueueClients.Queue.Add(builder, name, serviceKey: name, configureSettings, configureClientBuilder);
    }
}
