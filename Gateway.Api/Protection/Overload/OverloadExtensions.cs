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

    public static void UseAdmission(this WebApplication app) => app.UseSingleton<Admission>();

    /// <summary>The handler that asks the limits before a call of a part.</summary>
    public static UpstreamLimitHandler Handler(IServiceProvider provider) => new(provider.GetRequiredService<UpstreamDoor>());
}
