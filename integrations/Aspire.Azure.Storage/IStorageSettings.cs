using Azure.Core;

namespace Aspire.Azure.Storage;

/// <summary>What the settings of all four clients have in common.</summary>
internal interface IStorageSettings
{
    TokenCredential? Credential { get; }

    bool DisableHealthChecks { get; }

    bool DisableTracing { get; }

    /// <summary>Takes the value of <c>ConnectionStrings:{name}</c>.</summary>
    void ParseConnectionString(string connectionString);
}
