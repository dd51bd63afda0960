using Gateway.Api.Protection.Breakers;
using Gateway.Api.Proxy.WebSockets;
using Microsoft.Extensions.Options;
using ServiceDefaults.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Gateway.Api.Proxy;

/// <summary>Routes that pass through: YARP, its section <c>ReverseProxy</c>, addresses by service discovery.</summary>
internal static class ProxyExtensions
{
    private const string Section = "ReverseProxy";

    public static IServiceCollection AddProxy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddClientFigures();
        services.AddSingleton<ProxyFailures>();
        services.AddOptions<ProxySettings>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProxySettings>, ProxySettingsValidator>();
        services.AddCheckedOptions<UpstreamOptions, UpstreamOptionsValidator>("Gateway:Upstreams");
        services.AddSingleton<IPassiveHealthCheckPolicy, UnreachableDestinations>();
        services.AddSingleton<IPassiveHealthCheckPolicy, OutlierDestinations>();
        services.AddSingleton<Goodbye>();
        services.AddSingleton<LostConnections>();
        services.AddSingleton<PassiveHealth>();
        services.AddSingleton<ProxiedCall>();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection(Section)).AddServiceDiscoveryDestinationResolver().AddTransforms(OneLength.Apply).AddTransforms(HeaderRules.Apply).AddTransforms(BreakerExtensions.MarkShed);
        services.AddSingleton<IForwarderHttpClientFactory, UpstreamClients>();
        return services;
    }

    public static void MapProxy(this WebApplication app)
    {
        try
        {
            app.MapReverseProxy(Steps);
        }
        catch (OptionsValidationException)
        {
            // Clusters need limits, and one of those is wrong: its own check says so, and ends the start.
        }
        catch (InvalidOperationException exception)
        {
            // YARP checks its section here, before the settings are checked: its words are kept for that check.
            var said = (exception.InnerException as AggregateException)?.InnerExceptions.Select(inner => inner.Message) ?? [exception.Message];
            app.Services.GetRequiredService<ProxyFailures>().Lines.AddRange(said.Select(line => $"{Section}: {line}"));
        }
    }

    private static void Steps(IReverseProxyApplicationBuilder proxy)
    {
        proxy.Use(PlainPath.CheckAsync);
        proxy.Use(proxy.ApplicationServices.GetRequiredService<Goodbye>().FollowAsync);
        proxy.Use(proxy.ApplicationServices.GetRequiredService<ProxiedCall>().SendAsync);
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
    }
}
