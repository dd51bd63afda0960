using Azure.Core;

namespace Aspire.Azure.Storage.Queues;

/// <summary>How to reach a queue service.</summary>
public class AzureStorageQueuesSettings : IStorageSettings
{
    /// <summary>Account string with a key, or with a SAS. Goes before <see cref="ServiceUri"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Address of the queue service, used with <see cref="Credential"/>.</summary>
    public Uri? ServiceUri { get; set; }

    /// <summary>Who asks. Default: <c>DefaultAzureCredential</c>.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>Adds no health check. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Adds no tracing. Default: false.</summary>
    public bool DisableTracing { get; set; }

    void IStorageSettings.ParseConnectionString(string connectionString) => Parse(connectionString);

    private protected virtual void Parse(string connectionString)
    {
        var connection = StorageConnection.OfService(connectionString);
        (ConnectionString, ServiceUri) = (connection.ConnectionString, connection.ServiceUri);
    }
}
