namespace Capacity;

/// <summary>Deployment of the chat.</summary>
/// <param name="Replicas">Nodes.</param>
/// <param name="DatabasePool">Connections to <c>chatdb</c>.</param>
/// <param name="Container">Size of one node.</param>
public sealed record ChatPlan(int Replicas, PoolShare DatabasePool, ContainerSize Container)
{
    internal static ChatPlan From(ChatProfile profile, DeploymentRules rules)
    {
        var estimate = profile.Estimate();
        var baseMegabytes = profile.Costs.BaseMemoryMegabytes;
        var replicas = ReplicaCount.For(
            rules.ChatReplicasMin, estimate.CpuCoresWithHeadroom, baseMegabytes, estimate.SocketMemoryMegabytes, rules);
        return new(
            replicas,
            new(estimate.DatabaseConnections, replicas),
            ContainerSize.For(
                estimate.CpuCoresWithHeadroom / replicas, baseMegabytes + (estimate.SocketMemoryMegabytes / replicas), rules));
    }
}
