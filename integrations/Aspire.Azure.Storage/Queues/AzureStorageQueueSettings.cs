namespace Aspire.Azure.Storage.Queues;

/// <summary>How to reach one queue.</summary>
public sealed class AzureStorageQueueSettings : AzureStorageQueuesSettings
{
    /// <summary>Name of the queue; <c>QueueName</c> in the connection string.</summary>
    public string? QueueName { get; set; }

    private protected override void Parse(string connectionString)
    {
        var connection = StorageConnection.OfPart(connectionString, "QueueName");
        (ConnectionString, ServiceUri) = (connection.ConnectionString, connection.ServiceUri);
        QueueName = connection.Name ?? QueueName;
    }
}
