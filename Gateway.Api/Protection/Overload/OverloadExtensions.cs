using Gateway.Api.Protection.Resets;
using ServiceDefaults.Configuration;

namespace Gateway.Api.Protection.Overload;

/// <summary>Refusing at once what cannot be served in time.</summary>
internal static class OverloadExtensions
{
    public static IServiceCollection AddOverload(this IServiceCollection services) => services
        .AddCheckedOptions<OverloadOptions, OverloadOptionsValidator>("Gateway:Overload")
        .AddSingleton<OverloadMetrics>()
        .AddSingleton<UpstreamLimits>()
        .AddSingleton<GatewayLimit>()
        .AddSingleton<UpstreamDoor>()
        .AddHostedService(provider => provider.GetRequiredService<GatewayLimit>())
        .AddSingleton<Admission>();

    /// <summary>Before anything is done for a request: what was taken back, and what cannot be served in time, must cost next to nothing.</summary>
    public static void UseAdmission(this WebApplication app)
    {
        app.UseSingleton<ResetStreams>();
        app.UseSingleton<Admission>();
    }

    /// <summary>The handler that asks the limits before a call of a part.</summary>
    public static UpstreamLimitHandler Handler(IServiceProvider provider) => new(provider.GetRequiredService<UpstreamDoor>());
}
