namespace Capacity;

/// <summary>Deployment of the chat.</summary>
/// <param name="Replicas">Nodes.</param>
/// <param name="ReplicasMax">Nodes where load decides: enough for the busy rate at the target utilisation while one fails.</param>
/// <param name="UtilisationMax">Share of the cores that may be busy; above it another node is asked for.</param>
/// <param name="DatabasePool">Connections to <c>chatdb</c>.</param>
/// <param name="Container">Size of one node.</param>
public sealed record ChatPlan(int Replicas, int ReplicasMax, double UtilisationMax, PoolShare DatabasePool, ContainerSize Container)
{
    internal static ChatPlan From(ChatProfile profile, DeploymentRules rules)
    {
        var estimate = profile.Estimate();
        var baseMegabytes = profile.Costs.BaseMemoryMegabytes;
        var replicas = ReplicaCount.For(
            rules.ChatReplicasMin, estimate.CpuCoresWithHeadroom, baseMegabytes, estimate.SocketMemoryMegabytes, rules);
        var container = ContainerSize.For(
            estimate.CpuCoresWithHeadroom / replicas, baseMegabytes + (estimate.SocketMemoryMegabytes / replicas), rules);
        return new(
            replicas,
            ReplicaCount.AtMost(replicas, estimate.MessagesPerSecondMax * profile.Costs.CpuMsPerMessage / 1_000, profile.Targets, container),
            profile.Targets.UtilisationMax,
            new(estimate.DatabaseConnections, replicas),
            container);
    }
}
