using Aspire.Npgsql;
using Azure.Core;

namespace Aspire.Azure.Npgsql;

/// <summary>How to reach a PostgreSQL database, and who asks where the connection string has no password.</summary>
public sealed class AzureNpgsqlSettings : NpgsqlSettings
{
    /// <summary>
    /// Whose tokens are the passwords. Default: <c>DefaultAzureCredential</c> for <see cref="ManagedIdentityClientId"/>, or for
    /// <c>AZURE_CLIENT_ID</c> where that is not set.
    /// </summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>
    /// Client id of the managed identity that the database knows, where it is not the one that the service uses for everything else.
    /// Configuration: <c>Aspire:Npgsql:{connectionName}:ManagedIdentityClientId</c>. The published package has no such setting.
    /// </summary>
    public string? ManagedIdentityClientId { get; set; }
}
