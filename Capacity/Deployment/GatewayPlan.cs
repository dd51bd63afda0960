namespace Capacity;

/// <summary>Deployment of the gateway, sized for a spike.</summary>
/// <param name="Replicas">Instances.</param>
/// <param name="ReplicasMax">Instances where load decides: enough for a spike at the target utilisation while one fails.</param>
/// <param name="RequestsPerSecondPerReplica">What one instance answers at the target utilisation, req/s; more asks for another instance.</param>
/// <param name="Container">Size of one instance.</param>
public sealed record GatewayPlan(int Replicas, int ReplicasMax, int RequestsPerSecondPerReplica, ContainerSize Container)
{
    /// <summary>Without a cost of a request nothing bounds the rate; a rule needs a number.</summary>
    private const double RequestsPerSecondMost = 1_000_000;

    internal static GatewayPlan From(GatewayProfile profile, DeploymentRules rules)
    {
        var estimate = profile.Estimate();
        var replicas = ReplicaCount.For(
            rules.GatewayReplicasMin, estimate.CpuCoresPeak, estimate.MemoryMegabytes, sharedMegabytes: 0, rules);
        var container = ContainerSize.For(estimate.CpuCoresPeak / replicas, estimate.MemoryMegabytes, rules);
        // 1.5 cores × 0.7 / 0.0006 s = 1,750 requests a second.
        var rate = Math.Min(RequestsPerSecondMost, container.Cores * profile.Targets.UtilisationMax / (estimate.CpuMsPerRequest / 1_000));
        return new(
            replicas,
            ReplicaCount.AtMost(replicas, estimate.CpuCoresPeak, profile.Targets, container),
            Math.Max(1, Rounding.Down(rate)),
            container);
    }
}
