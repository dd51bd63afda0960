using Hosting.LocalProcesses.Servers;

namespace AppHost.Backing;

/// <summary>The servers as child processes of the orchestrator.</summary>
internal static class BackingProcesses
{
    public static async Task<BackingServices> AddBackingProcessesAsync(
        this IDistributedApplicationBuilder builder, BackingSetup setup, CancellationToken cancellationToken)
    {
        var redisPort = FreePort.Next();
        var redis = builder.AddRedisProcess(
            "redis",
            await RedisServer.PrepareAsync(setup.Folder.For("redis"), redisPort, setup.Secrets.RedisPassword, cancellationToken),
            redisPort,
            setup.RedisPassword);

        var postgresPort = FreePort.Next();
        var postgres = builder.AddPostgresProcess(
            "postgres",
            await PostgresServer.PrepareAsync(
                setup.Folder.For("postgres"), postgresPort, setup.Secrets.PostgresPassword, ["chatdb", "imagingdb"],
                setup.PostgresMaxConnections, cancellationToken),
            postgresPort,
            setup.PostgresPassword);

        var (blobPort, queuePort) = (FreePort.Next(), FreePort.Next());
        var storage = builder.AddAzuriteProcess(
            "storage",
            AzuriteServer.Prepare(setup.Folder.For("storage"), blobPort, queuePort, setup.Secrets.StorageAccountKey),
            blobPort,
            queuePort);

        return new(
            redis,
            postgres.AddDatabase("chatdb"),
            postgres.AddDatabase("imagingdb"),
            storage.AddAzuriteService("blobs", setup.StorageKey),
            storage.AddAzuriteService("queues", setup.StorageKey));
    }
}
