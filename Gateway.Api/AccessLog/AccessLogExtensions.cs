using Gateway.Api.Protection;
using ServiceDefaults.Configuration;

namespace Gateway.Api.AccessLog;

internal static class AccessLogExtensions
{
    public static IServiceCollection AddAccessLog(this IServiceCollection services) => services
        .AddCheckedOptions<AccessLogOptions, AccessLogOptionsValidator>("Gateway:AccessLog")
        .AddSingleton<RouteMetrics>()
        .AddSingleton<AccessLog>();

    public static void UseAccessLog(this WebApplication app) => app.UseSingleton<AccessLog>();
}
