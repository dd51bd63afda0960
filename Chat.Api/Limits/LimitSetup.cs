using Microsoft.AspNetCore.SignalR;
using ServiceDefaults.Configuration;

namespace Chat.Api.Limits;

internal static class LimitSetup
{
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddCheckedOptions<LimitOptions, LimitOptionsValidator>(OptionChecks.Section);
        services.AddOptions<HubOptions>().Configure<IConfiguration, IServiceProvider>((hub, configuration, provider) =>
        {
            // A malformed number is said by the validation of the options, which comes after the hub is mapped.
            hub.MaximumReceiveMessageSize = int.TryParse(configuration[$"{OptionChecks.Section}:{nameof(LimitOptions.FrameBytes)}"], out var bytes) && bytes > 0
                ? bytes
                : new LimitOptions().FrameBytes;
            hub.AddFilter(new LateHubFilter<Admission>(provider));
        });
        return services
            .ConfigureOptions<ForwardedBy>()
            .AddSingleton<AddressSlot>()
            .AddSingleton<Buckets>()
            .AddSingleton<Budgets>()
            .AddSingleton<RoomsOfUser>()
            .AddSingleton<Admission>();
    }
}
