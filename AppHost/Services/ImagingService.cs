using System.Globalization;
using AppHost.Backing;
using Capacity;

namespace AppHost.Services;

/// <summary>The image service: one project, an API that hands out addresses and a worker that touches pixels.</summary>
internal static class ImagingService
{
    public static (IResourceBuilder<ProjectResource> Api, IResourceBuilder<ProjectResource> Worker) AddImaging(
        this IDistributedApplicationBuilder builder, ImagingPlan plan, BackingServices stores, int gatewayPort)
    {
        var api = builder.AddRole("imaging-api", "Api", plan, stores)
            .WithEnvironment("Imaging__Uploads__AllowedOrigins__0", "http://localhost:" + Text(gatewayPort))
            .WithEnvironment("Imaging__Uploads__AllowedOrigins__1", "http://127.0.0.1:" + Text(gatewayPort));
        var worker = builder.AddRole("imaging-worker", "Worker", plan, stores)
            .WithEnvironment("Imaging__CoresPerWorker", Text(plan.CoresPerWorker))
            .WithEnvironment("Imaging__MemoryPerImageMb", Text(plan.MemoryMegabytesPerImage));
        if (plan.GpuSlots is { } slots)
        {
            worker.WithEnvironment("Imaging__GpuSlots", Text(slots));
        }

        return (api, worker);
    }

    private static IResourceBuilder<ProjectResource> AddRole(
        this IDistributedApplicationBuilder builder, string name, string role, ImagingPlan plan, BackingServices stores) =>
        builder.AddProject<Projects.Imaging_Worker>(name)
            .WithServiceDefaults()
            .WithInternalHttpEndpoint()
            .WithEnvironment("Imaging__Role", role)
            .WithEnvironment("Imaging__DatabasePoolSize", Text(plan.DatabasePool.PerReplica))
            .WithReference(stores.ImagingDatabase).WaitFor(stores.ImagingDatabase)
            .WithReference(stores.Redis).WaitFor(stores.Redis)
            .WithReference(stores.Blobs).WaitFor(stores.Blobs)
            .WithReference(stores.Queues).WaitFor(stores.Queues)
            .WithHttpHealthCheck("/health");

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
