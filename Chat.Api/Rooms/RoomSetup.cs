namespace Chat.Api.Rooms;

internal static class RoomSetup
{
    public static IServiceCollection AddRooms(this IServiceCollection services) => services
        .AddSingleton<RoomStore>()
        .AddSingleton<Rosters>()
        .AddSingleton<Members>()
        .AddHostedService(provider => provider.GetRequiredService<Members>());
}
