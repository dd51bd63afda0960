using Chat.Api.Delivery;
using Microsoft.AspNetCore.SignalR;
using ServiceDefaults.Configuration;
using ServiceDefaults.Health;

namespace Chat.Api.Messages;

internal static class MessageSetup
{
    public const string HubPath = "/hubs/chat";

    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddCheckedOptions<MessageOptions, MessageOptionsValidator>(OptionChecks.Section);
        services.AddSignalR(options => options.KeepAliveInterval = KeepAlives.Never).AddMessagePackProtocol();
        services.AddOptions<HubOptions>().Configure<IServiceProvider>((options, provider) => options.AddFilter(new LateHubFilter<RefusalHubFilter>(provider)));
        // It writes an error for every refusal, which a client caused; a defect is written by the filter.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None));
        return services
            .AddSingleton<RefusalHubFilter>()
            .AddSingleton<IUserIdProvider, SubjectUserIdProvider>()
            .AddSingleton<HubLifetimeManager<ChatHub>, ChatLifetimeManager>()
            .AddSingleton<ChatMetrics>()
            .AddSingleton<RoomHeads>()
            .AddSingleton<LogReader>()
            .AddSingleton<RoomLog>()
            .AddSingleton<History>()
            .AddSingleton<Annotations>()
            .AddSingleton<UnstoredChanges>()
            .AddSingleton<Threads>()
            .AddSingleton<ReactionKinds>()
            .AddSingleton<Originals>();
    }

    public static void MapChatHub(this WebApplication app)
    {
        // Sockets that are open end with the token that opened them.
        app.MapHub<ChatHub>(HubPath, options => options.CloseOnAuthenticationExpiration = true).RefuseWhileDraining();
    }

    /// <summary>A node that stops takes no new connections; those that are open go on until they leave.</summary>
    private static void RefuseWhileDraining(this HubEndpointConventionBuilder hub) => hub.Add(endpoint =>
    {
        var next = endpoint.RequestDelegate!;
        // Not a method that waits for the next one: it would be kept for as long as each socket is open.
        endpoint.RequestDelegate = context => Refuses(context) ? RefuseAsync(context) : next(context);
    });

    private static bool Refuses(HttpContext context) =>
        context.RequestServices.GetRequiredService<ReadinessGate>().IsDraining && context.Request.BeginsConnection();

    private static Task RefuseAsync(HttpContext context)
    {
        // A balancer of connections would lead the next try on this one back to here.
        context.Response.Headers.Connection = "close";
        return new ServiceDefaults.Errors.Refusal(
            ErrorCodes.Draining, StatusCodes.Status503ServiceUnavailable, "This node is stopping; connect to another.").ToProblem().ExecuteAsync(context);
    }

    /// <summary>The claim <c>sub</c>: claims keep the names that the token gives them.</summary>
    private sealed class SubjectUserIdProvider : IUserIdProvider
    {
        public string? GetUserId(HubConnectionContext connection) => connection.User.FindFirst("sub")?.Value;
    }
}
