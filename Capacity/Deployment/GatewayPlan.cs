namespace Capacity;

/// <summary>Deployment of the gateway, sized for a spike.</summary>
/// <param name="Replicas">Instances.</param>
/// <param name="Container">Size of one instance.</param>
public sealed record GatewayPlan(int Replicas, ContainerSize Container)
{
    internal static GatewayPlan From(GatewayProfile profile, DeploymentRules rules)
    {
        var estimate = profile.Estimate();
        var replicas = ReplicaCount.For(
            rules.GatewayReplicasMin, estimate.CpuCoresPeak, estimate.MemoryMegabytes, sharedMegabytes: 0, rules);
        return new(replicas, ContainerSize.For(estimate.CpuCoresPeak / replicas, estimate.MemoryMegabytes, rules));
    }
}
