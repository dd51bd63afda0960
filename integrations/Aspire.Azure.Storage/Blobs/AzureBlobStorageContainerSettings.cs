namespace Aspire.Azure.Storage.Blobs;

/// <summary>How to reach one blob container.</summary>
public sealed class AzureBlobStorageContainerSettings : AzureStorageBlobsSettings
{
    /// <summary>Name of the container; <c>ContainerName</c> in the connection string.</summary>
    public string? BlobContainerName { get; set; }

    private protected override void Parse(string connectionString)
    {
        var connection = StorageConnection.OfPart(connectionString, "ContainerName");
        (ConnectionString, ServiceUri) = (connection.ConnectionString, connection.ServiceUri);
        BlobContainerName = connection.Name ?? BlobContainerName;
    }
}
