using Microsoft.Extensions.Options;
using ServiceDefaults.Configuration;

namespace Chat.Api.Delivery;

internal static class DeliverySetup
{
    /// <summary>What a stop may take beside the drain: the last entries, the open requests.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddCheckedOptions<DeliveryOptions, DeliveryOptionsValidator>(OptionChecks.Section);
        // The host counts from the signal on, and the drain comes first.
        services.AddOptions<HostOptions>().Configure<IOptions<DeliveryOptions>>(
            (host, delivery) => host.ShutdownTimeout = delivery.Value.DrainTimeout + FlushTimeout);
        services.AddHealthChecks().AddCheck<DeliveryHealth>("redis-delivery");
        return services
            .AddSingleton<Connections>()
            .AddSingleton<LocalRooms>()
            .AddSingleton<Joining>()
            .AddSingleton<Resync>()
            .AddHostedService(provider => provider.GetRequiredService<Resync>())
            .AddSingleton<DeliveryProbe>()
            .AddHostedService(provider => provider.GetRequiredService<DeliveryProbe>())
            .AddHostedService<Drain>();
    }
}
