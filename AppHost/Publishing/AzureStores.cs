using AppHost.Backing;
using Capacity;

namespace AppHost.Publishing;

/// <summary>The stores of a deployment: the same names and connection strings as in a run, over modules of <c>AppHost/infra</c>.</summary>
internal static class AzureStores
{
    private const int PostgresStorageGibibytes = 32;

    public static BackingServices AddAzureStores(this IDistributedApplicationBuilder builder, DeploymentPlan plan)
    {
        builder.RefuseOtherDeployments();
        var settings = AzureSettings.Read(builder);
        var platform = builder.AddModule("platform", new()
        {
            ["userPrincipalId"] = "",
            ["workerProfile"] = settings.WorkerProfile.Name,
            ["workerNodesMax"] = plan.Imaging.WorkerReplicasMax,
        });
        var redis = builder.AddModule("redis", new()
        {
            ["sku"] = settings.RedisSku,
            ["subnetId"] = platform.Output("endpoints_subnet_id"),
            ["zoneId"] = platform.Output("redis_zone_id"),
        });
        var storage = builder.AddModule("storage", new()
        {
            ["apiPrincipalId"] = platform.Output("imaging_api_principal_id"),
            ["workerPrincipalId"] = platform.Output("imaging_worker_principal_id"),
            ["defaultDomain"] = platform.Output("AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN"),
            ["moreOrigins"] = settings.Origins,
        });

        var connections = ReplicaRange.Connections(plan);
        // The key is added where a service is deployed, and stays there.
        var redisConnection = builder.AddConnectionString(
            "redis", ReferenceExpression.Create($"{redis.Output("address")},ssl=True,abortConnect=False"));
        return new(
            redisConnection,
            builder.AddDatabase(platform, settings, "chat", "chatdb", owner: "chat", connections.Chat),
            builder.AddDatabase(platform, settings, "imaging", "imagingdb", owner: "imaging-database", connections.Imaging),
            builder.AddConnectionString("blobs", ReferenceExpression.Create($"{storage.Output("blobEndpoint")}")),
            builder.AddConnectionString("queues", ReferenceExpression.Create($"{storage.Output("queueEndpoint")}")))
        {
            Azure = new(
                settings, platform, storage, redis, redisConnection.Resource, builder.AddParameter("auth-authority"), builder.AddParameter("auth-audience")),
        };
    }

    /// <summary>A server of its own for one database: Bicep can name an administrator of a server, and no lesser role.</summary>
    private static IResourceBuilder<IResourceWithConnectionString> AddDatabase(
        this IDistributedApplicationBuilder builder, AzureModule platform, AzureSettings settings, string service, string database, string owner, int connections)
    {
        var size = PostgresSize.For(connections, settings.PostgresHighAvailability);
        var server = builder.AddModule("postgres", $"postgres-{service}", new()
        {
            ["serverName"] = service,
            ["databaseName"] = database,
            ["ownerId"] = platform.Output($"{owner.Replace('-', '_')}_principal_id"),
            ["ownerName"] = owner,
            ["subnetId"] = platform.Output("postgres_subnet_id"),
            ["zoneId"] = platform.Output("postgres_zone_id"),
            ["sku"] = size.Sku,
            ["tier"] = size.Tier,
            ["storageGibibytes"] = PostgresStorageGibibytes,
            ["highAvailability"] = settings.PostgresHighAvailability,
        });
        return builder.AddConnectionString(database, ReferenceExpression.Create(
            $"Host={server.Output("hostName")};Database={database};Username={owner};Ssl Mode=VerifyFull"));
    }

    private static AzureModule AddModule(this IDistributedApplicationBuilder builder, string name, Dictionary<string, object> parameters) =>
        builder.AddModule(name, name == "redis" ? "managed-redis" : name, parameters);

    private static AzureModule AddModule(
        this IDistributedApplicationBuilder builder, string file, string name, Dictionary<string, object> parameters) =>
        builder.AddResource(new AzureModule(name, ModulePath(builder, file), parameters)).Resource;

    /// <summary>Absolute path of a module.</summary>
    internal static string ModulePath(IDistributedApplicationBuilder builder, string file) =>
        Path.Combine(builder.AppHostDirectory, "infra", $"{file}.bicep");
}
