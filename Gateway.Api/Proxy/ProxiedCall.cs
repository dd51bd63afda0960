using Gateway.Api.Protection.Breakers;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Proxy;

/// <summary>
/// The way of a request to a node of its service: the breaker, the call, what the call tells of the node, and the second tries. One step
/// and not five, since each step that waits around the others keeps a state of its own for every request; what is rare has its own method.
/// </summary>
internal sealed class ProxiedCall(RouteBreaker breakers, LostConnections lost, PassiveHealth health)
{
    public async Task SendAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        if (!breakers.TryEnter(context, proxy, out var turn))
        {
            await RouteBreaker.RefuseAsync(context, turn);
            return;
        }

        try
        {
            lost.Earn(proxy.Cluster.Config.ClusterId);
            await next(context);
            health.Tell(context, proxy);
            if (context.GetForwarderErrorFeature() is not null)
            {
                await TryAgainAsync(context, proxy, next);
            }
        }
        finally
        {
            RouteBreaker.Leave(context, turn);
        }
    }

    /// <summary>Another node where the first could not be reached, then once more where a connection died.</summary>
    private async Task TryAgainAsync(HttpContext context, IReverseProxyFeature proxy, RequestDelegate next)
    {
        await AnotherDestination.TryOthersAsync(context, AskAsync);
        if (lost.MayBeMadeAgain(context, proxy.Cluster.Config.ClusterId))
        {
            lost.MakeAgain(context, proxy.Cluster.Config.ClusterId);
            await AskAsync(context);
            await AnotherDestination.TryOthersAsync(context, AskAsync);
        }

        TimedOut.Tell(context);

        async Task AskAsync(HttpContext asked)
        {
            await next(asked);
            health.Tell(asked, proxy);
        }
    }
}
