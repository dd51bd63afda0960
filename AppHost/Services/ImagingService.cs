using System.Globalization;
using AppHost.Backing;
using AppHost.Publishing;
using Capacity;

namespace AppHost.Services;

/// <summary>The image service: one project, an API that hands out addresses and a worker that touches pixels.</summary>
internal static class ImagingService
{
    /// <summary>Adds both and answers the API: the worker is reached by the queue alone.</summary>
    public static IResourceBuilder<ProjectResource> AddImaging(
        this IDistributedApplicationBuilder builder, ImagingPlan plan, BackingServices stores, int gatewayPort)
    {
        if (stores.Azure is { } azure)
        {
            return builder.AddDeployedImaging(plan, stores, azure);
        }

        builder.AddProject<Projects.Imaging_Worker>("imaging-worker").AsImaging().AsRole("Worker", plan, stores).AsWorker(plan);
        return builder.AddProject<Projects.Imaging_Worker>("imaging-api").AsImaging().AsRole("Api", plan, stores)
            .WithEnvironment("Imaging__Uploads__AllowedOrigins__0", "http://localhost:" + Text(gatewayPort))
            .WithEnvironment("Imaging__Uploads__AllowedOrigins__1", "http://127.0.0.1:" + Text(gatewayPort));
    }

    /// <summary>Lets the gateway find the API.</summary>
    public static IResourceBuilder<ProjectResource> WithImaging(
        this IResourceBuilder<ProjectResource> gateway, IResourceBuilder<ProjectResource> api, BackingServices stores) =>
        stores.Azure is { } azure ? gateway.WithInternalAddress("imaging-api", azure) : gateway.WithReference(api).WaitFor(api);

    private static IResourceBuilder<ProjectResource> AddDeployedImaging(
        this IDistributedApplicationBuilder builder, ImagingPlan plan, BackingServices stores, AzureSite azure)
    {
        // A GPU needs an image with CUDA, which the SDK's own container build does not make.
        if (azure.Settings.WorkerProfile.HasGpu)
        {
            builder.AddGpuWorker().AsRole("Worker", plan, stores).AsWorker(plan).WithWorkerDeployment(plan, azure);
        }
        else
        {
            builder.AddProject<Projects.Imaging_Worker>("imaging-worker").AsImaging().AsRole("Worker", plan, stores).AsWorker(plan)
                .WithWorkerDeployment(plan, azure);
        }

        return builder.AddProject<Projects.Imaging_Worker>("imaging-api").AsImaging().AsRole("Api", plan, stores)
            .WithSharedDatabase(azure)
            // Webhooks are delivered where requests are answered: the worker has no key of theirs.
            .WithWebhookKey(azure, builder.AddGeneratedKey("imaging-webhooks-key"))
            .PublishAsContainerApp(azure, new(plan.ApiContainer, ReplicaRange.ImagingApi(plan), ScaleRules.Cpu(plan.UtilisationMax))
            {
                Ingress = new(External: false, Sticky: false),
                MoreIdentities = [SharedDatabase],
            });
    }

    private static void WithWorkerDeployment<T>(this IResourceBuilder<T> worker, ImagingPlan plan, AzureSite azure)
        where T : IResourceWithEnvironment => worker
        .WithSharedDatabase(azure)
        .PublishAsContainerApp(azure, new(
            plan.WorkerContainer,
            ReplicaRange.ImagingWorker(plan),
            ScaleRules.Queue(azure.Storage.Output("name"), "images", plan.SlotsPerWorkerReplica, azure.Identity("imaging-worker", "id")))
        {
            Profile = azure.Settings.WorkerProfile.NameInEnvironment,
            MoreIdentities = [SharedDatabase],
        });

    private const string SharedDatabase = "imaging-database";

    /// <summary>API and worker own the same tables, so both are the same user there.</summary>
    private static IResourceBuilder<T> WithSharedDatabase<T>(this IResourceBuilder<T> service, AzureSite azure)
        where T : IResourceWithEnvironment => service.WithEnvironment(
            "Aspire__Npgsql__imagingdb__ManagedIdentityClientId", ReferenceExpression.Create($"{azure.Identity(SharedDatabase, "client_id")}"));

    private static IResourceBuilder<ContainerResource> AddGpuWorker(this IDistributedApplicationBuilder builder)
    {
        const int port = 8080;
        return builder
            .AddDockerfile("imaging-worker", Path.Combine(builder.AppHostDirectory, ".."), Path.Combine("Imaging.Worker", "Gpu.Dockerfile"))
            .WithHttpEndpoint(targetPort: port);
    }

    private static IResourceBuilder<ProjectResource> AsImaging(this IResourceBuilder<ProjectResource> service) => service
        .WithServiceDefaults()
        .WithInternalHttpEndpoint()
        .WithHttpHealthCheck("/health");

    private static IResourceBuilder<T> AsRole<T>(this IResourceBuilder<T> service, string role, ImagingPlan plan, BackingServices stores)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport => service
        .WithEnvironment("Imaging__Role", role)
        .WithEnvironment("Imaging__DatabasePoolSize", Text(plan.DatabasePool.PerReplica))
        .WithReference(stores.ImagingDatabase).WaitFor(stores.ImagingDatabase)
        .WithReference(stores.Redis).WaitFor(stores.Redis)
        .WithReference(stores.Blobs).WaitFor(stores.Blobs)
        .WithReference(stores.Queues).WaitFor(stores.Queues);

    private static IResourceBuilder<T> AsWorker<T>(this IResourceBuilder<T> worker, ImagingPlan plan)
        where T : IResourceWithEnvironment
    {
        worker
            .WithEnvironment("Imaging__CoresPerWorker", Text(plan.CoresPerWorker))
            .WithEnvironment("Imaging__MemoryPerImageMb", Text(plan.MemoryMegabytesPerImage));
        return plan.GpuSlots is { } slots ? worker.WithEnvironment("Imaging__GpuSlots", Text(slots)) : worker;
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
