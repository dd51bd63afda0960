using Chat.Api.Messages;
using ServiceDefaults.Errors;

namespace Chat.Api.Limits;

/// <summary>Refuses connections that begin too fast from one address, before anything is asked about them.</summary>
internal static class ConnectLimit
{
    public static IApplicationBuilder UseConnectLimit(this IApplicationBuilder app) => app.Use(static (context, next) =>
        context.Request.BeginsConnection() && !MayConnect(context) ? RefuseAsync(context) : next(context));

    private static bool MayConnect(HttpContext context) =>
        context.RequestServices.GetRequiredService<AddressSlot>().Of(context) is not { } address
        || context.RequestServices.GetRequiredService<Budgets>().TryConnect(address);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        context.RequestServices.GetRequiredService<ChatMetrics>().Refused(ErrorCodes.TooManyRequests);
        return new Refusal(
            ErrorCodes.TooManyRequests, StatusCodes.Status429TooManyRequests, "Too many connections begin from this address.").ToProblem().ExecuteAsync(context);
    }
}
