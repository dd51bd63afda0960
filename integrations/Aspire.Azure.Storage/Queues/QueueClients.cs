using Azure.Core;
using Azure.Storage.Queues;

namespace Aspire.Azure.Storage.Queues;

/// <summary>The two kinds of queue client.</summary>
internal static class QueueClients
{
    private const string Section = "Aspire:Azure:Storage:Queues";
    private const string Sources = "Azure.Storage.Queues.*";

    public static readonly StorageComponent<AzureStorageQueuesSettings, QueueServiceClient, QueueClientOptions> Service = new(
        Section, Sources, "Azure_QueueServiceClient", CreateService,
        (client, cancellationToken) => FirstPage.ListAsync(client.GetQueuesAsync(cancellationToken: cancellationToken), cancellationToken));

    public static readonly StorageComponent<AzureStorageQueueSettings, QueueClient, QueueClientOptions> Queue = new(
        Section, Sources, "Azure_QueueClient", CreateQueue,
        (client, cancellationToken) => client.GetPropertiesAsync(cancellationToken));

    private static QueueServiceClient CreateService(
        AzureStorageQueuesSettings settings, string connectionName, QueueClientOptions options, TokenCredential? credential) => settings switch
        {
            { ConnectionString: { Length: > 0 } account } => new(account, options),
            { ServiceUri: { } address } => credential is null ? new(address, options) : new(address, credential, options),
            _ => throw new InvalidOperationException(
                $"A QueueServiceClient could not be configured. Ensure valid connection information was provided in "
                + $"'ConnectionStrings:{connectionName}' or specify a 'ConnectionString' or 'ServiceUri' in the '{Section}' configuration section."),
        };

    private static QueueClient CreateQueue(
        AzureStorageQueueSettings settings, string connectionName, QueueClientOptions options, TokenCredential? credential) =>
        settings.QueueName is { Length: > 0 } queue
            ? CreateService(settings, connectionName, options, credential).GetQueueClient(queue)
            : throw new InvalidOperationException(
                $"A QueueClient could not be configured. Ensure 'QueueName' is in 'ConnectionStrings:{connectionName}' "
                + $"or specify 'QueueName' in the '{Section}' configuration section.");
}
