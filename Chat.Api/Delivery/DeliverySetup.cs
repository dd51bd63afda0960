using ServiceDefaults.Configuration;

namespace Chat.Api.Delivery;

internal static class DeliverySetup
{
    /// <summary>What a stop may take beside the drain: the last entries, the open requests.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A write to a socket runs on the thread that made it, not on another that must be woken first. What Kestrel calls unsafe
    /// is code that blocks there: nothing here does, and a socket that is full is awaited.
    /// </summary>
    public static WebApplicationBuilder AddSockets(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        return builder;
    }

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
