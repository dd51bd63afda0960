using Hosting.LocalProcesses.Resources;
using Hosting.LocalProcesses.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Blobs and queues of an Azurite, be it a process or a container.</summary>
public static class AzuriteStorage
{
    /// <summary>Name of the endpoint that serves blobs.</summary>
    public const string BlobEndpoint = "blob";

    /// <summary>Name of the endpoint that serves queues.</summary>
    public const string QueueEndpoint = "queue";

    /// <summary>Adds a resource whose connection string reaches the account: <c>blobs</c> or <c>queues</c>.</summary>
    public static IResourceBuilder<AzuriteServiceResource> AddAzuriteService<T>(
        this IResourceBuilder<T> azurite, string name, IResourceBuilder<ParameterResource> accountKey)
        where T : IResourceWithEndpoints
    {
        var service = azurite.ApplicationBuilder
            .AddResource(new AzuriteServiceResource(name, azurite.Resource, accountKey.Resource))
            .ExcludeFromManifest();
        return azurite.Resource is ExecutableResource ? service.WithStateOfParent() : service;
    }

    /// <summary>Healthy once both services answer, with whatever status.</summary>
    public static IResourceBuilder<T> WithAzuriteHealthCheck<T>(this IResourceBuilder<T> azurite)
        where T : IResourceWithEndpoints
    {
        var key = $"{azurite.Resource.Name}_check";
        // Without its loggers: a probe every few seconds is no news.
        azurite.ApplicationBuilder.Services.AddHttpClient(key).RemoveAllLoggers();
        azurite.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            services => new AzuriteHealthCheck(
                services.GetRequiredService<IHttpClientFactory>().CreateClient(key),
                azurite.GetEndpoint(BlobEndpoint),
                azurite.GetEndpoint(QueueEndpoint)),
            failureStatus: null,
            tags: null));
        return azurite.WithHealthCheck(key);
    }

    private sealed class AzuriteHealthCheck(HttpClient http, params EndpointReference[] endpoints) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            foreach (var endpoint in endpoints)
            {
                var address = new Uri($"http://127.0.0.1:{endpoint.Port}/{AzuriteServer.Account}");
                try
                {
                    using var answer = await http.GetAsync(address, cancellationToken);
                }
                catch (HttpRequestException exception)
                {
                    return HealthCheckResult.Unhealthy($"The {endpoint.EndpointName} service does not answer.", exception);
                }
            }

            return HealthCheckResult.Healthy();
        }
    }
}
