using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Proxy;

/// <summary>
/// A node that accepts no connection has had nothing of the request: another node is asked, each once, whatever the method. So a node that
/// restarts costs nobody an answer.
/// </summary>
internal static class AnotherDestination
{
    public static async Task TryAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (WasNotReached(context))
        {
            await TryOthersAsync(context, next);
        }
    }

    private static async Task TryOthersAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        var tried = new List<DestinationState>();
        while (WasNotReached(context) && proxy.ProxiedDestination is { } refused)
        {
            tried.Add(refused);
            // A node that was taken out a moment ago may be back; that is better than no answer.
            var others = proxy.AllDestinations.Where(destination => !tried.Contains(destination)).ToArray();
            others = Array.Exists(others, IsInRotation) ? Array.FindAll(others, IsInRotation) : others;
            if (others.Length == 0)
            {
                return;
            }

            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = others;
            proxy.ProxiedDestination = null;
            await next(context);
        }
    }

    private static bool WasNotReached(HttpContext context) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
        && context.GetForwarderErrorFeature() is { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } };

    private static bool IsInRotation(DestinationState destination) =>
        destination.Health.Active != DestinationHealth.Unhealthy && destination.Health.Passive != DestinationHealth.Unhealthy;
}
