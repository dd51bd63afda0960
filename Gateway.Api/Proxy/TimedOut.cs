using Gateway.Api.Protection;
using Microsoft.AspNetCore.Http.Timeouts;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Api.Proxy;

/// <summary>
/// A route's time that is over ends the request's token, which to the proxy is a client that went away: it answers 400. It is a 504.
/// </summary>
internal static class TimedOut
{
    public static void Tell(HttpContext context)
    {
        if (IsOver(context) && !context.Response.HasStarted && context.GetForwarderErrorFeature() is { Error: ForwarderError.RequestCanceled })
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    /// <summary>Whether the time of the request's route is over.</summary>
    public static bool IsOver(HttpContext context) => context.Features.Get<IHttpRequestTimeoutFeature>() switch
    {
        null => false,
        RouteTime time => time.IsOver,
        var other => other.RequestTimeoutToken.IsCancellationRequested,
    };
}
