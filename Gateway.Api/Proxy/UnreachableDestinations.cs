using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Proxy;

/// <summary>
/// Takes a node out of the cluster at the first connection that it refuses, until the cluster's reactivation period is over.
/// YARP's own policy counts transport failures, a WebSocket that its client dropped among them; those say nothing of the node.
/// </summary>
internal sealed class UnreachableDestinations(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(5);

    public string Name => "Unreachable";

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } })
        {
            var period = cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? Default;
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, period);
        }
    }
}
