using static Capacity.Number;

namespace Capacity;

public sealed partial class ChatRefinement
{
    /// <summary>Every figure in the order of the reasoning.</summary>
    public IReadOnlyList<Figure> Figures => [.. Replicas, .. PoolWaits, .. Busy, .. Connections];

    private IEnumerable<Figure> Replicas =>
    [
        new(nameof(CoresAtTarget), CoresAtTarget, "cores", "cores / target utilisation",
            $"{Text(estimate.CpuCores)} / {Text(profile.Targets.UtilisationMax)}", Figure.Ours),
        new(nameof(ReplicasAtTarget), ReplicasAtTarget, "replicas", "cores at target / cores of one, up; memory, sockets",
            $"{Text(CoresAtTarget)} / {Text(profile.Server.CoresUsable)}, up", Figure.Ours),
        new(nameof(ReplicasForFailure), ReplicasForFailure, "replicas", "replicas at target + one that may fail",
            $"{Text(ReplicasAtTarget)} + 1", Figure.Failure),
    ];

    private IEnumerable<Figure> PoolWaits =>
    [
        new(nameof(PoolUtilisation), PoolUtilisation, "share", "in flight / connections",
            $"{Text(Pool.Load)} / {Text(Pool.Servers)}", Figure.Little),
        new(nameof(PoolWaitProbability), PoolWaitProbability, "share", "C(connections, in flight)", Pool.WorkedProbability, Figure.ErlangC),
        new(nameof(PoolWaitMsMean), PoolWaitMsMean, "ms", "C / (connections / latency - ops/s)", Pool.WorkedMean, Figure.ErlangC),
        new(nameof(PoolWaitMsP50), PoolWaitMsP50, "ms", "ln(C / 0.5) / (connections / latency - ops/s)", Pool.Worked(0.50), Figure.ErlangC),
        new(nameof(PoolWaitMsP95), PoolWaitMsP95, "ms", "ln(C / 0.05) / (connections / latency - ops/s)", Pool.Worked(0.95), Figure.ErlangC),
        new(nameof(PoolWaitMsP99), PoolWaitMsP99, "ms", "ln(C / 0.01) / (connections / latency - ops/s)", Pool.Worked(0.99), Figure.ErlangC),
        new(nameof(PoolConnectionsForTarget), PoolConnectionsForTarget, "connections", "fewest whose p99 wait keeps the target",
            $"{Text(Pool.Load)} in flight, {Text(profile.Targets.WaitMsP99Max)} ms", Figure.ErlangC),
    ];

    private IEnumerable<Figure> Busy =>
    [
        new(nameof(PoolUtilisationBusy), PoolUtilisationBusy, "share", "in flight when busy / connections",
            $"{Text(BusyPool.Load)} / {Text(BusyPool.Servers)}", Figure.Little),
        new(nameof(PoolWaitMsP99Busy), PoolWaitMsP99Busy, "ms", "p99 wait if the busy time did not end", BusyPool.Worked(0.99), Figure.ErlangC),
        new(nameof(PoolConnectionsForTargetBusy), PoolConnectionsForTargetBusy, "connections", "fewest that keep the target when busy",
            $"{Text(BusyPool.Load)} in flight, {Text(profile.Targets.WaitMsP99Max)} ms", Figure.ErlangC),
        new(nameof(BusyBacklog), BusyBacklog, "ops", "(busy ops/s - what the pool serves) × seconds", BusyMinute.WorkedBacklog, Figure.Fluid),
        new(nameof(BusyWaitMsMax), BusyWaitMsMax, "ms", "backlog / what the pool serves", BusyMinute.WorkedWait, Figure.Fluid),
        new(nameof(BusyDrainSeconds), BusyDrainSeconds, "s", "backlog / (what the pool serves - ops/s)", BusyMinute.WorkedDrain, Figure.Fluid),
    ];

    private IEnumerable<Figure> Connections =>
    [
        new(nameof(AppendsInFlight), AppendsInFlight, "ops", "msg/s × Redis latency",
            $"{Text(estimate.MessagesPerSecond)} × {Text(profile.Costs.RedisLatencyMs / 1_000)} s", Figure.Little),
        new(nameof(Sockets), Sockets, "sockets", "clients + database connections",
            $"{Text(profile.Workload.Clients)} + {Text(estimate.DatabaseConnections)}", Figure.Ours),
        new(nameof(FileDescriptors), FileDescriptors, "descriptors", "base + sockets",
            $"{Text(profile.Costs.BaseFileDescriptors)} + {Text(Sockets)}", Figure.Ours),
    ];
}
