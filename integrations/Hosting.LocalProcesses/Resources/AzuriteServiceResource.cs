using Hosting.LocalProcesses.Servers;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The blobs, or the queues, of an Azurite account.</summary>
public sealed class AzuriteServiceResource(string name, IResourceWithEndpoints parent, ParameterResource accountKey)
    : Resource(name), IResourceWithParent, IResourceWithConnectionString
{
    /// <inheritdoc/>
    public IResource Parent => parent;

    /// <summary>Connection string of the account, for the Azure SDK; the same for blobs and queues.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var blob = new EndpointReference(parent, AzuriteStorage.BlobEndpoint);
            var queue = new EndpointReference(parent, AzuriteStorage.QueueEndpoint);
            return ReferenceExpression.Create(
                $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={accountKey};"
                + $"BlobEndpoint=http://{blob.Property(EndpointProperty.IPV4Host)}:{blob.Property(EndpointProperty.Port)}/{AzuriteServer.Account};"
                + $"QueueEndpoint=http://{queue.Property(EndpointProperty.IPV4Host)}:{queue.Property(EndpointProperty.Port)}/{AzuriteServer.Account};");
        }
    }
}
