using Gateway.Api.Protection.Overload;
using Gateway.Api.Proxy;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Composition;

/// <summary>Composed answers: many services, one request (design: YARP does not compose, so we do beside it).</summary>
internal static class CompositionExtensions
{
    public static IServiceCollection AddCompositions(this IServiceCollection services)
    {
        // Checked at the start but, unlike AddCheckedOptions, not bound: PlanStore reads the section again at every reload,
        // and a wrong one is its to refuse, not an exception's in the middle of the configuration's own callbacks.
        services.AddOptions<CompositionsOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<CompositionsOptions>, CompositionsValidator>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<CompositionMetrics>();
        services.AddSingleton<PartFetcher>();
        services.AddSingleton<Composer>();
        services.AddSingleton<CompositionEndpoints>();
        services.AddCompositionClient();
        return services;
    }

    public static void MapCompositions(this WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.Add(new DeferredDataSource(app.Services.GetRequiredService<CompositionEndpoints>));

#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers: marked as experimental, and the documented way to undo defaults.
    private static void AddCompositionClient(this IServiceCollection services) =>
        services.AddHttpClient(PartFetcher.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            // The plan's own pipeline is the only one: a handler that retried too would multiply the calls.
            .RemoveAllResilienceHandlers()
            // Four lines for each call, five calls for each request; spans and metrics say the same.
            .RemoveAllLoggers()
            .AddUpstreamLimits()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, provider) =>
            {
                handler.MaxConnectionsPerServer = provider.GetRequiredService<IOptions<UpstreamOptions>>().Value.ConnectionsPerAddressMax;
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
                handler.ConnectTimeout = TimeSpan.FromSeconds(1);
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.UseProxy = false;
            });
#pragma warning restore EXTEXP0001
}
