using System.Globalization;
using AppHost.Start;
using Capacity;

namespace AppHost.Publishing;

/// <summary>Between how many replicas the platform may choose.</summary>
internal sealed record ReplicaRange(int Min, int Max)
{
    /// <summary>What Container Apps runs of one app.</summary>
    private const int Most = 1_000;

    public static ReplicaRange Chat(ChatPlan plan) => new(plan.Replicas, plan.ReplicasMax);

    public static ReplicaRange Gateway(GatewayPlan plan) => new(plan.Replicas, plan.ReplicasMax);

    /// <summary>Nothing in a profile sizes them by load: twice as many as are asked for.</summary>
    public static ReplicaRange ImagingApi(ImagingPlan plan) => new(plan.ApiReplicas, 2 * plan.ApiReplicas);

    /// <summary>At least one: a worker also sweeps up what a crash left.</summary>
    public static ReplicaRange ImagingWorker(ImagingPlan plan) => new(1, plan.WorkerReplicasMax);

    /// <summary>
    /// What all replicas may open to their database. While an upgrade runs, replicas of before still stand beside the new ones:
    /// <c>25 × (4 + 2) + 20 = 170</c>.
    /// </summary>
    public static (int Chat, int Imaging) Connections(DeploymentPlan plan)
    {
        var reserved = plan.PostgresMaxConnections - plan.Chat.DatabasePool.Opened - plan.Imaging.DatabasePool.Opened;
        return (
            (plan.Chat.DatabasePool.PerReplica * Chat(plan.Chat).WithUpgrade) + reserved,
            (plan.Imaging.DatabasePool.PerReplica * (ImagingApi(plan.Imaging).WithUpgrade + ImagingWorker(plan.Imaging).WithUpgrade)) + reserved);
    }

    /// <exception cref="StartRefusedException">The plan asks for more than there can be.</exception>
    public void Check(string service)
    {
        if (Max > Most)
        {
            throw new StartRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"The plan lets {service} grow to {Max} replicas; allowed: {Most}. A smaller workload, or larger replicas, ask for fewer."));
        }
    }

    private int WithUpgrade => Max + Min;
}
