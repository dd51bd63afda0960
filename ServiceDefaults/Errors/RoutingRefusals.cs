using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What routing itself answers: 404 where nothing is mapped, 405 and 415 where something else is.</summary>
public static class RoutingRefusals
{
    /// <summary>
    /// Lets those answers out before authorization. Without this a stranger who mistypes an address reads 401, since the
    /// fallback policy asks for a sign-in before it is known that there is nothing to sign in to. Stands after
    /// <c>UseStaticFiles</c> and before <c>UseAuthorization</c>.
    /// </summary>
    public static WebApplication UseRoutingRefusals(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Use((context, next) => context.GetEndpoint() switch
        {
            RouteEndpoint => next(context),
            // The matcher's own endpoint, such as "405 HTTP Method Not Supported": no data source holds it.
            { RequestDelegate: { } refuse } => refuse(context),
            _ => NotFound(context),
        });
        return app;
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
