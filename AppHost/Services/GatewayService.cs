using System.Text.Json;
using AppHost.Backing;
using AppHost.Publishing;
using Capacity;

namespace AppHost.Services;

/// <summary>The edge: the only service that the outside reaches.</summary>
internal static class GatewayService
{
    /// <summary>In a run, the port that the user asked for, without a proxy before it.</summary>
    public static IResourceBuilder<ProjectResource> WithGatewayEndpoint(this IResourceBuilder<ProjectResource> gateway, int port) =>
        gateway.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? gateway.WithHttpEndpoint()
            : gateway.WithHttpEndpoint(port: port, targetPort: port, isProxied: false);

    /// <summary>What every instance measures of itself lies in Redis; beside it the gateway lays the estimate of this profile.</summary>
    public static IResourceBuilder<ProjectResource> WithLiveFigures(
        this IResourceBuilder<ProjectResource> gateway, BackingServices stores, CapacityProfile profile) => gateway
        .WithReference(stores.Redis).WaitFor(stores.Redis)
        .WithEnvironment("Gateway__Capacity__Profile", Text(profile));

    /// <summary>What the page may reach beside the gateway: the blobs, and in a run the dashboard, without its token.</summary>
    public static IResourceBuilder<ProjectResource> WithConsole(this IResourceBuilder<ProjectResource> gateway, BackingServices stores)
    {
        if (stores.Azure is { } azure)
        {
            return gateway.WithEnvironment("Gateway__Console__StorageOrigin", ReferenceExpression.Create($"{azure.Storage.Output("blobEndpoint")}"));
        }

        if (stores.Blobs.Resource is IResourceWithParent { Parent: IResourceWithEndpoints azurite })
        {
            var blob = new EndpointReference(azurite, AzuriteStorage.BlobEndpoint);
            gateway.WithEnvironment(
                "Gateway__Console__StorageOrigin",
                ReferenceExpression.Create($"http://{blob.Property(EndpointProperty.IPV4Host)}:{blob.Property(EndpointProperty.Port)}"));
        }

        return gateway.ApplicationBuilder is { ExecutionContext.IsRunMode: true, Configuration: var configuration }
            && configuration["ASPNETCORE_URLS"]?.Split(';')[0] is { Length: > 0 } dashboard
            ? gateway.WithEnvironment("Gateway__Console__Dashboard", dashboard)
            : gateway;
    }

    /// <summary>A profile of its own goes whole. In Base64, since braces mean something else where a deployment is described.</summary>
    private static string Text(CapacityProfile profile) => ProfileReader.BuiltIn(profile.Name) == profile
        ? profile.Name
        : Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(profile, JsonSerializerOptions.Web));

    /// <summary>Published: the one service with a public address.</summary>
    public static IResourceBuilder<ProjectResource> WithDeployment(
        this IResourceBuilder<ProjectResource> gateway, GatewayPlan plan, BackingServices stores) =>
        stores.Azure is not { } azure ? gateway : gateway
            .WithEnvironment("Auth__ClientId", gateway.ApplicationBuilder.AddParameter("auth-client-id", "", publishValueAsDefault: true))
            // The environment's proxies: its subnet, and the range that Container Apps keeps for itself.
            .WithEnvironment("Gateway__Protection__TrustedProxies__0", "10.0.0.0/23")
            .WithEnvironment("Gateway__Protection__TrustedProxies__1", "100.100.0.0/16")
            .PublishAsContainerApp(azure, new(
                plan.Container, ReplicaRange.Gateway(plan), ScaleRules.Requests(plan.RequestsPerSecondPerReplica))
            {
                Ingress = new(External: true, Sticky: false),
            });

    /// <summary>Links of the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithGatewayLinks(this IResourceBuilder<ProjectResource> gateway) => gateway
        .WithUrlForEndpoint("http", url => url.DisplayText = "Console")
        .WithUrlForEndpoint("http", _ => new() { Url = "/api/products/1", DisplayText = "A composed product" })
        .WithUrlForEndpoint("http", _ => new() { Url = "/capacity", DisplayText = "Estimate beside measured" })
        .WithUrlForEndpoint("http", _ => new() { Url = "/health", DisplayText = "Health" });
}
