using System.Globalization;
using ServiceDefaults.Configuration;

namespace Chat.Api.Delivery;

internal static class DeliverySetup
{
    /// <summary>What a stop may take beside the drain: the last entries, the open requests.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

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
        services.AddOptions<HostOptions>().Configure<IConfiguration>(
            (host, configuration) => host.ShutdownTimeout = DrainTimeout(configuration) + FlushTimeout);
        services.AddHealthChecks().AddCheck<DeliveryHealth>("redis-delivery");
        return services
            .ConfigureOptions<SocketPrincipal>()
            .AddSingleton<Connections>()
            .AddSingleton<LocalRooms>()
            .AddSingleton<Joining>()
            .AddSingleton<Resync>()
            .AddHostedService(provider => provider.GetRequiredService<Resync>())
            .AddSingleton<DeliveryProbe>()
            .AddHostedService(provider => provider.GetRequiredService<DeliveryProbe>())
            .AddHostedService<KeepAlives>()
            .AddHostedService<Drain>();
    }

    /// <summary>
    /// The host counts from the signal on, and the drain comes first. It asks before the options are checked: a wrong value is
    /// said by their check.
    /// </summary>
    private static TimeSpan DrainTimeout(IConfiguration configuration) => TimeSpan.TryParse(
        configuration[$"{OptionChecks.Section}:{nameof(DeliveryOptions.DrainTimeout)}"], CultureInfo.InvariantCulture, out var timeout) && timeout >= TimeSpan.Zero
            ? timeout
            : new DeliveryOptions().DrainTimeout;
}
