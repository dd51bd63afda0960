using System.Collections.Frozen;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Proxy;

/// <summary>Tells the cluster's policy (<c>HealthCheck:Passive</c>) how a call to a node ended, as the proxy's own step does, without a step.</summary>
internal sealed class PassiveHealth(IEnumerable<IPassiveHealthCheckPolicy> policies)
{
    /// <summary>YARP's, where a cluster names none.</summary>
    private const string ByDefault = "TransportFailureRate";

    private readonly FrozenDictionary<string, IPassiveHealthCheckPolicy> policies =
        policies.ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);

    public void Tell(HttpContext context, IReverseProxyFeature proxy)
    {
        if (proxy is { ProxiedDestination: { } node, Cluster.Config.HealthCheck.Passive: { Enabled: true } passive, Route.Cluster: { } cluster })
        {
            policies[string.IsNullOrEmpty(passive.Policy) ? ByDefault : passive.Policy].RequestProxied(context, cluster, node);
        }
    }
}
