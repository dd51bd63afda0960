using Chat.Api.Moderation;

namespace Chat.Api.Rooms;

internal static class RoomSetup
{
    public static IServiceCollection AddRooms(this IServiceCollection services) => services
        .AddSingleton<RoomStore>()
        .AddSingleton<RoomActs>()
        .AddSingleton<DirectRooms>()
        .AddSingleton<Rosters>()
        .AddSingleton<Members>()
        .AddSingleton<RoomChanges>()
        .AddHostedService(StartChanges);

    /// <summary>Whoever listens is made before it begins: what is heard first must not be missed.</summary>
    private static RoomChanges StartChanges(IServiceProvider provider)
    {
        _ = provider.GetRequiredService<Members>();
        _ = provider.GetRequiredService<Restrictions>();
        return provider.GetRequiredService<RoomChanges>();
    }
}
