using System.Net.Http.Json;
using AppHost.Backing;
using AppHost.Publishing;

namespace AppHost.Services;

/// <summary>The e-commerce services behind the gateway in a run. A deployment has its own, so none of them is published.</summary>
internal static class StorefrontServices
{
    private static readonly string[] Names = ["catalog", "pricing", "inventory", "reviews", "recommendations"];

    public static IReadOnlyList<IResourceBuilder<ProjectResource>> AddStorefront(this IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode ? [] : [.. Names.Select(builder.AddStorefrontService)];

    public static IResourceBuilder<ProjectResource> WithStorefront(
        this IResourceBuilder<ProjectResource> gateway, IReadOnlyList<IResourceBuilder<ProjectResource>> services, BackingServices stores)
    {
        // A deployment's own services, where it names them.
        foreach (var (name, address) in stores.Azure?.Settings.Services ?? new Dictionary<string, string>())
        {
            gateway.WithAddress(name, ReferenceExpression.Create($"{address}"));
        }

        foreach (var service in services)
        {
            gateway.WithReference(service).WaitFor(service);
        }

        return gateway;
    }

    private static IResourceBuilder<ProjectResource> AddStorefrontService(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject<Projects.Storefront>(name)
            .WithServiceDefaults()
            .WithInternalHttpEndpoint()
            .WithEnvironment("Storefront__Service", name)
            .WithHttpHealthCheck("/health")
            .WithFaultCommand("slow-down", "Answer after 3 s", new { latencyMs = 3_000 })
            .WithFaultCommand("fail", "Fail every call", new { errorRate = 1.0 })
            .WithFaultCommand("hang", "Never answer", new { hang = true })
            .WithFaultCommand("heal", "Behave again", new { });

    /// <summary>A button of the dashboard that shows what the gateway does when this service misbehaves.</summary>
    private static IResourceBuilder<ProjectResource> WithFaultCommand(
        this IResourceBuilder<ProjectResource> service, string name, string displayName, object faults) =>
        service.WithHttpCommand("/faults", displayName, commandName: name, commandOptions: new()
        {
            Method = HttpMethod.Put,
            Description = $"Sets the faults of {service.Resource.Name}; see what becomes of /api/products/1.",
            PrepareRequest = context =>
            {
                context.Request.Content = JsonContent.Create(faults);
                return Task.CompletedTask;
            },
        });
}
