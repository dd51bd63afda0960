using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using ServiceDefaults.Configuration;

namespace Chat.Api.Limits;

internal static class LimitSetup
{
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddCheckedOptions<LimitOptions, LimitOptionsValidator>(OptionChecks.Section);
        services.AddOptions<HubOptions>().Configure<IOptions<LimitOptions>>((hub, limits) =>
        {
            hub.MaximumReceiveMessageSize = limits.Value.FrameBytes;
            hub.AddFilter<Admission>();
        });
        return services
            .ConfigureOptions<ForwardedBy>()
            .AddSingleton<AddressSlot>()
            .AddSingleton<Budgets>()
            .AddSingleton<Admission>();
    }
}
