using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Protection.Overload;
using Gateway.Api.Proxy;
using Microsoft.AspNetCore.Connections;
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
        services.AddSingleton<PartCache>();
        services.AddSingleton<IServiceAddresses, DiscoveredAddresses>();
        services.AddSingleton<WireFigures>();
        services.AddSingleton(Transport);
        services.AddSingleton<PartFetcher>();
        services.AddSingleton<Composer>();
        services.AddSingleton<CompositionEndpoints>();
        return services;
    }

    public static void MapCompositions(this WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.Add(new DeferredDataSource(app.Services.GetRequiredService<CompositionEndpoints>));

    private static PartTransport Transport(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<UpstreamOptions>>().Value;
        var wire = new WireClient(new(options, provider.GetRequiredService<WireFigures>(), provider.GetRequiredService<TimeProvider>())
        {
            Buffers = provider.GetRequiredService<IMemoryPoolFactory<byte>>().Create(),
        });
        return PartTransport.OverSockets(options, OverloadExtensions.Handler(provider), wire, provider.GetRequiredService<UpstreamDoor>());
    }
}
