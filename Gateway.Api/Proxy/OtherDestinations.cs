using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Proxy;

/// <summary>Sends a request, of whose answer nothing has left the gateway, to another node of its cluster.</summary>
internal static class OtherDestinations
{
    /// <summary>Forgets how the last try ended and leaves the choice among the nodes that were not tried; false where there is none.</summary>
    public static bool Offer(HttpContext context, List<DestinationState> tried)
    {
        var proxy = context.GetReverseProxyFeature();
        var others = proxy.AllDestinations.Where(destination => !tried.Contains(destination)).ToArray();
        if (others.Length == 0)
        {
            return false;
        }

        // A node that was taken out a moment ago may be back; that is better than no answer.
        OfferAll(context, Array.Exists(others, IsInRotation) ? Array.FindAll(others, IsInRotation) : others);
        return true;
    }

    /// <summary>Forgets how the last try ended and leaves the choice among these nodes.</summary>
    public static void OfferAll(HttpContext context, IReadOnlyList<DestinationState> destinations)
    {
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
        var proxy = context.GetReverseProxyFeature();
        proxy.AvailableDestinations = destinations;
        proxy.ProxiedDestination = null;
    }

    private static bool IsInRotation(DestinationState destination) =>
        destination.Health.Active != DestinationHealth.Unhealthy && destination.Health.Passive != DestinationHealth.Unhealthy;
}
