using ServiceDefaults.Configuration;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>What one client, key or address may ask, over all replicas.</summary>
internal static class RateLimitExtensions
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddCheckedOptions<RateLimitOptions, RateLimitOptionsValidator>("Gateway:RateLimits");
        services.AddSingleton<RateLimitRules>();
        services.AddSingleton(provider => new ShareStore(
            provider.GetRequiredService<IConfiguration>().GetConnectionString("redis"), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ShareStore>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ShareStore>());
        services.AddSingleton<RequestLimits>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestLimits>());
        return services;
    }
}
