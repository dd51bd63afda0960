using Aspire.Azure.Storage.Blobs;
using Azure.Core.Extensions;
using Azure.Storage.Blobs;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds blob clients that the AppHost referenced by name.</summary>
public static class AspireBlobStorageExtensions
{
    /// <summary>Registers <see cref="BlobServiceClient"/> as a singleton, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">Name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddAzureBlobServiceClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<AzureStorageBlobsSettings>? configureSettings = null,
        Action<IAzureClientBuilder<BlobServiceClient, BlobClientOptions>>? configureClientBuilder = null) =>
        BlobClients.Service.Add(builder, connectionName, serviceKey: null, configureSettings, configureClientBuilder);

    /// <summary>Registers <see cref="BlobServiceClient"/> as a singleton under the key <paramref name="name"/>, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">Key of the service, and name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddKeyedAzureBlobServiceClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<AzureStorageBlobsSettings>? configureSettings = null,
        Action<IAzureClientBuilder<BlobServiceClient, BlobClientOptions>>? configureClientBuilder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        BlobClients.Service.Add(builder, name, serviceKey: name, configureSettings, configureClientBuilder);
    }

    /// <summary>Registers <see cref="BlobContainerClient"/> as a singleton, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">Name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddAzureBlobContainerClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<AzureBlobStorageContainerSettings>? configureSettings = null,
        Action<IAzureClientBuilder<BlobContainerClient, BlobClientOptions>>? configureClientBuilder = null) =>
        BlobClients.Container.Add(builder, connectionName, serviceKey: null, configureSettings, configureClientBuilder);

    /// <summary>Registers <see cref="BlobContainerClient"/> as a singleton under the key <paramref name="name"/>, with its health check and tracing.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">Key of the service, and name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Changes the client's options.</param>
    public static void AddKeyedAzureBlobContainerClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<AzureBlobStorageContainerSettings>? configureSettings = null,
        Action<IAzureClientBuilder<BlobContainerClient, BlobClientOptions>>? configureClientBuilder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        BlobClients.Container.Add(builder, name, serviceKey: name, configureSettings, configureClientBuilder);
    }
}
