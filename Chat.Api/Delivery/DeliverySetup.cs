using ServiceDefaults.Configuration;

namespace Chat.Api.Delivery;

internal static class DeliverySetup
{
    /// <summary>What a stop may take beside the drain: the last entries, the open requests.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddCheckedOptions<DeliveryOptions, DeliveryOptionsValidator>(OptionChecks.Section);
        return services
            .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout)
            .AddSingleton<Connections>()
            .AddSingleton<LocalRooms>()
            .AddSingleton<Joining>()
            .AddHostedService<Resync>()
            .AddHostedService<Drain>();
    }
}
