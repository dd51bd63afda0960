using System.Globalization;
using Hosting.LocalProcesses.Servers;

namespace AppHost.Backing;

/// <summary>The servers as containers: Aspire's own Redis and PostgreSQL resources, and the Azurite image.</summary>
internal static class BackingContainers
{
    private const string PostgresTag = "18";
    private const string AzuriteImage = "azure-storage/azurite";
    private const string AzuriteTag = "3.35.0";
    private const string AzuriteRegistry = "mcr.microsoft.com";
    private const int AzuriteBlobPort = 10000;
    private const int AzuriteQueuePort = 10001;

    public static BackingServices AddBackingContainers(this IDistributedApplicationBuilder builder, BackingSetup setup)
    {
        // An engine would make a missing folder of a bind mount as root.
        foreach (var server in (string[])["redis", "postgres", "storage"])
        {
            Directory.CreateDirectory(setup.Folder.For(server));
        }

        // Aspire's WithPersistence() writes snapshots; an acknowledged message asks for the append-only file.
        var redis = builder.AddRedis("redis", password: setup.RedisPassword)
            .WithDataBindMount(setup.Folder.For("redis"))
            .WithArgs("--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction", "--save", "''");

        var postgres = builder.AddPostgres("postgres", password: setup.PostgresPassword)
            .WithImageTag(PostgresTag)
            .WithDataBindMount(setup.Folder.For("postgres"))
            .WithArgs("-c", string.Create(CultureInfo.InvariantCulture, $"max_connections={setup.PostgresMaxConnections}"));

        var storage = builder.AddContainer("storage", AzuriteImage, AzuriteTag)
            .WithImageRegistry(AzuriteRegistry)
            .WithEndpoint(targetPort: AzuriteBlobPort, name: AzuriteStorage.BlobEndpoint, scheme: "tcp")
            .WithEndpoint(targetPort: AzuriteQueuePort, name: AzuriteStorage.QueueEndpoint, scheme: "tcp")
            .WithBindMount(setup.Folder.For("storage"), "/data")
            .WithEnvironment("AZURITE_ACCOUNTS", ReferenceExpression.Create($"{AzuriteServer.Account}:{setup.StorageKey}"))
            .WithArgs(
                "azurite", "--location", "/data", "--blobHost", "0.0.0.0", "--queueHost", "0.0.0.0", "--tableHost", "0.0.0.0",
                "--skipApiVersionCheck", "--disableTelemetry", "--silent")
            .WithAzuriteHealthCheck();

        return new(
            redis,
            postgres.AddDatabase("chatdb"),
            postgres.AddDatabase("imagingdb"),
            storage.AddAzuriteService("blobs", setup.StorageKey),
            storage.AddAzuriteService("queues", setup.StorageKey));
    }
}
