using ServiceDefaults.Configuration;

namespace Chat.Api.Revocation;

internal static class RevocationSetup
{
    public static IServiceCollection AddRevocation(this IServiceCollection services)
    {
        services.AddCheckedOptions<RevocationOptions, RevocationOptionsValidator>(OptionChecks.Section);
        return services
            .AddSingleton<RevocationStore>()
            .AddSingleton<Revocations>()
            .AddSingleton<RevocationNews>()
            .AddHostedService(provider => provider.GetRequiredService<RevocationNews>());
    }
}
