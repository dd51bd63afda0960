namespace AppHost.Backing;

/// <summary>What both flavours are built from.</summary>
internal sealed record BackingSetup(
    DataFolder Folder,
    BackingSecrets Secrets,
    IResourceBuilder<ParameterResource> RedisPassword,
    IResourceBuilder<ParameterResource> PostgresPassword,
    IResourceBuilder<ParameterResource> StorageKey,
    int PostgresMaxConnections);
