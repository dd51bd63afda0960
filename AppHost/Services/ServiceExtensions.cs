using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Hosting.LocalProcesses.Servers;

namespace AppHost.Services;

/// <summary>What the AppHost gives to every service.</summary>
internal static class ServiceExtensions
{
    private const int DevelopmentKeyBytes = 32;
    private const string OtlpTimeoutMilliseconds = "1000";
    private static readonly ConditionalWeakTable<IDistributedApplicationBuilder, IResourceBuilder<ParameterResource>> DevelopmentKeys = [];

    /// <summary>In a run: the Development environment, without which services would start as Production, and the run's signing key.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceDefaults(this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        return builder.ExecutionContext.IsPublishMode
            // Each service says itself whose forwarded headers it believes; by default Aspire would make it believe everybody's.
            ? service.DisableForwardedHeaders()
            : service
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
                .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
                // On a stop the dashboard goes first; a service must not spend its own time to stop on handing over its last records.
                .WithEnvironment("OTEL_EXPORTER_OTLP_TIMEOUT", OtlpTimeoutMilliseconds)
                .WithEnvironment("Auth__DevelopmentKey", DevelopmentKeys.GetValue(builder, CreateDevelopmentKey));
    }

    /// <summary>An HTTP endpoint inside the system; in a run without the orchestrator's proxy, which would break a hub's affinity.</summary>
    public static IResourceBuilder<ProjectResource> WithInternalHttpEndpoint(this IResourceBuilder<ProjectResource> service)
    {
        if (service.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return service.WithHttpEndpoint();
        }

        var port = FreePort.Next();
        return service.WithHttpEndpoint(port: port, targetPort: port, isProxied: false);
    }

    private static IResourceBuilder<ParameterResource> CreateDevelopmentKey(IDistributedApplicationBuilder builder) => builder.AddParameter(
        "development-key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(DevelopmentKeyBytes)), secret: true);
}
