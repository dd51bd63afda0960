using ServiceDefaults.Configuration;

namespace Chat.Api.Shedding;

internal static class SheddingSetup
{
    public static IServiceCollection AddShedding(this IServiceCollection services)
    {
        services.AddCheckedOptions<SheddingOptions, SheddingOptionsValidator>(OptionChecks.Section);
        return services
            .AddSingleton(provider => new NodeLag(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<LoadShedder>()
            .AddSingleton<JoinGate>()
            .AddSingleton<Forbearance>()
            .AddHostedService<LagWatch>();
    }
}
