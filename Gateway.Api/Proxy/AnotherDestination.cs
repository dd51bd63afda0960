using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Proxy;

/// <summary>
/// A node that accepts no connection has had nothing of the request: another node is asked, each once, whatever the method. So a node that
/// restarts costs nobody an answer.
/// </summary>
internal static class AnotherDestination
{
    /// <summary>Asks one node after the other while the last could not be reached.</summary>
    public static async Task TryOthersAsync(HttpContext context, RequestDelegate ask)
    {
        var proxy = context.GetReverseProxyFeature();
        var tried = new List<DestinationState>();
        while (WasNotReached(context) && proxy.ProxiedDestination is { } refused)
        {
            tried.Add(refused);
            if (!OtherDestinations.Offer(context, tried))
            {
                return;
            }

            await ask(context);
        }
    }

    private static bool WasNotReached(HttpContext context) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
        && context.GetForwarderErrorFeature() is { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } };
}
