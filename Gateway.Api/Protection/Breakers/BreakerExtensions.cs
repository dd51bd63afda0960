using Gateway.Api.Protection.Overload;
using ServiceDefaults.Configuration;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Api.Protection.Breakers;

/// <summary>Failing at once where a service only fails.</summary>
internal static class BreakerExtensions
{
    public static IServiceCollection AddBreakers(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<BreakerHealth>("breakers");
        return services
            .AddCheckedOptions<BreakerOptions, BreakerOptionsValidator>("Gateway:Breakers")
            .AddSingleton<Breakers>()
            .AddSingleton<RouteBreaker>();
    }

    /// <summary>Marks answers that are the gateway's own, not the service's.</summary>
    public static void MarkShed(TransformBuilderContext context) => context.AddResponseTransform(static response =>
    {
        if (response.ProxyResponse is ShedResponse)
        {
            response.HttpContext.Features.Set(WasShed.Mark);
        }

        return default;
    });
}

/// <summary>The call of a request was refused by a limit of the gateway: it says nothing of the service's answers.</summary>
internal sealed class WasShed
{
    public static WasShed Mark { get; } = new();
}
