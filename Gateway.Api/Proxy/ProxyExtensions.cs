using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Health;

namespace Gateway.Api.Proxy;

/// <summary>Routes that pass through: YARP, its section <c>ReverseProxy</c>, addresses by service discovery.</summary>
internal static class ProxyExtensions
{
    private const string Section = "ReverseProxy";

    public static IServiceCollection AddProxy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ProxyFailures>();
        services.AddOptions<ProxySettings>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProxySettings>, ProxySettingsValidator>();
        services.AddSingleton<IPassiveHealthCheckPolicy, UnreachableDestinations>();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection(Section)).AddServiceDiscoveryDestinationResolver();
        return services;
    }

    public static void MapProxy(this WebApplication app)
    {
        try
        {
            app.MapReverseProxy();
        }
        catch (InvalidOperationException exception)
        {
            // YARP checks its section here, before the settings are checked: its words are kept for that check.
            var said = (exception.InnerException as AggregateException)?.InnerExceptions.Select(inner => inner.Message) ?? [exception.Message];
            app.Services.GetRequiredService<ProxyFailures>().Lines.AddRange(said.Select(line => $"{Section}: {line}"));
        }
    }
}
