using ServiceDefaults.Configuration;

namespace Chat.Api.Presence;

internal static class PresenceSetup
{
    public static IServiceCollection AddPresence(this IServiceCollection services)
    {
        services.AddCheckedOptions<PresenceOptions, PresenceOptionsValidator>(OptionChecks.Section);
        return services
            .AddSingleton<NodeLife>()
            .AddSingleton<PresenceReader>()
            .AddSingleton<PresenceNews>()
            .AddSingleton<Typing>()
            // They stop in the reverse order: what is announced last is announced while the node still lives.
            .AddHostedService(provider => provider.GetRequiredService<NodeLife>())
            .AddHostedService<DeadNodes>()
            .AddHostedService<Announcer>()
            .AddHostedService<SoftEvents>();
    }
}
