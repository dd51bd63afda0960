using Azure.Core;
using Azure.Storage.Blobs;

namespace Aspire.Azure.Storage.Blobs;

/// <summary>The two kinds of blob client.</summary>
internal static class BlobClients
{
    private const string Section = "Aspire:Azure:Storage:Blobs";
    private const string Sources = "Azure.Storage.Blobs.*";

    public static readonly StorageComponent<AzureStorageBlobsSettings, BlobServiceClient, BlobClientOptions> Service = new(
        Section, Sources, "Azure_BlobServiceClient", CreateService,
        (client, cancellationToken) => FirstPage.ListAsync(client.GetBlobContainersAsync(cancellationToken: cancellationToken), cancellationToken));

    public static readonly StorageComponent<AzureBlobStorageContainerSettings, BlobContainerClient, BlobClientOptions> Container = new(
        Section, Sources, "Azure_BlobContainerClient", CreateContainer,
        (client, cancellationToken) => client.GetPropertiesAsync(cancellationToken: cancellationToken));

    private static BlobServiceClient CreateService(
        AzureStorageBlobsSettings settings, string connectionName, BlobClientOptions options, TokenCredential? credential) => settings switch
        {
            { ConnectionString: { Length: > 0 } account } => new(account, options),
            { ServiceUri: { } address } => credential is null ? new(address, options) : new(address, credential, options),
            _ => throw new InvalidOperationException(
                $"A BlobServiceClient could not be configured. Ensure valid connection information was provided in "
                + $"'ConnectionStrings:{connectionName}' or specify a 'ConnectionString' or 'ServiceUri' in the '{Section}' configuration section."),
        };

    private static BlobContainerClient CreateContainer(
        AzureBlobStorageContainerSettings settings, string connectionName, BlobClientOptions options, TokenCredential? credential) =>
        settings.BlobContainerName is { Length: > 0 } container
            ? CreateService(settings, connectionName, options, credential).GetBlobContainerClient(container)
            : throw new InvalidOperationException(
                $"A BlobContainerClient could not be configured. Ensure 'ContainerName' is in 'ConnectionStrings:{connectionName}' "
                + $"or specify 'BlobContainerName' in the '{Section}' configuration section.");
}
