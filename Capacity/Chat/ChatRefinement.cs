namespace Capacity;

/// <summary>What the seed's arithmetic of the chat leaves out: utilisation, waiting for the pool, the busy minute, a lost node, sockets.</summary>
/// <remarks>
/// The pool is a line of random arrivals before equal connections (<see cref="WaitingLine"/>), all nodes' together; split over nodes it
/// waits a little longer. The busy minute is a fluid (<see cref="Burst"/>).
/// </remarks>
public sealed partial class ChatRefinement
{
    private readonly ChatEstimate estimate;
    private readonly ChatProfile profile;

    internal ChatRefinement(ChatEstimate estimate) => (this.estimate, profile) = (estimate, estimate.Profile);

    /// <summary>Cores that leave room for chance, cores: <c>1 / 0.7 = 1.429</c>.</summary>
    public double CoresAtTarget => estimate.CpuCores / profile.Targets.UtilisationMax;

    /// <summary>Nodes of the server's size that stay within the target, replicas: <c>1.429 / 8, up to 1</c>; memory and sockets count, too.</summary>
    public int ReplicasAtTarget => estimate.Fit.ServersForCores(CoresAtTarget);

    /// <summary>Nodes of which one may fail while the others stay within the target, replicas: <c>1 + 1 = 2</c>.</summary>
    public double ReplicasForFailure => ReplicasAtTarget + 1.0;

    /// <summary>Connections that are busy, share. Little's law: <c>37.5 / 50 = 0.75</c>.</summary>
    public double PoolUtilisation => Pool.Utilisation;

    /// <summary>Database operations that find no free connection, share. Erlang C: <c>C(50, 37.5) = 0.034</c>.</summary>
    public double PoolWaitProbability => Pool.WaitProbability;

    /// <summary>Mean wait for a connection, ms. Erlang C: <c>0.034 / (500 - 375) = 0.273</c>; without end in overload.</summary>
    public double PoolWaitMsMean => Pool.WaitSecondsMean * 1_000;

    /// <summary>What half of the operations wait at most, ms. Erlang C: 0, since 96.6 % do not wait.</summary>
    public double PoolWaitMsP50 => Pool.WaitSeconds(0.50) * 1_000;

    /// <summary>What 95 of 100 wait at most, ms. Erlang C: 0, since 96.6 % do not wait.</summary>
    public double PoolWaitMsP95 => Pool.WaitSeconds(0.95) * 1_000;

    /// <summary>What 99 of 100 wait at most, ms. Erlang C: <c>ln(0.034 / 0.01) / 125 = 9.806</c>.</summary>
    public double PoolWaitMsP99 => Pool.WaitSeconds(0.99) * 1_000;

    /// <summary>The smallest pool whose p99 wait keeps the target, connections. Erlang C: <c>50 wait 9.806 ms, 49 would wait 13.684</c>.</summary>
    public int PoolConnectionsForTarget => ConnectionsFor(estimate.DatabaseOperationsPerSecond);

    /// <summary>Connections that are busy in the busy minute, share. Little's law: <c>500 × 0.1 / 50 = 1</c>; the seed's pool is full.</summary>
    public double PoolUtilisationBusy => BusyPool.Utilisation;

    /// <summary>What 99 of 100 wait at most if the busy minute did not end, ms. Erlang C: without end.</summary>
    public double PoolWaitMsP99Busy => BusyPool.WaitSeconds(0.99) * 1_000;

    /// <summary>The smallest pool that keeps the target in the busy minute, connections. Erlang C: <c>C(64, 50)</c>.</summary>
    public int PoolConnectionsForTargetBusy => ConnectionsFor(OperationsPerSecondBusy);

    /// <summary>Operations that wait at the end of the busy minute, ops. Fluid: <c>(500 - 500) × 60 = 0</c>.</summary>
    public double BusyBacklog => BusyMinute.Backlog;

    /// <summary>Wait of the last operation of the busy minute, ms. Fluid: <c>0 / 500 = 0</c>.</summary>
    public double BusyWaitMsMax => BusyMinute.WaitSecondsMax * 1_000;

    /// <summary>Time after the busy minute until none waits, s. Fluid: <c>0 / (500 - 375) = 0</c>.</summary>
    public double BusyDrainSeconds => BusyMinute.DrainSeconds;

    /// <summary>Appends to Redis at the same moment, ops. Little's law: <c>250 × 0.001 = 0.25</c>; one multiplexed connection carries them.</summary>
    public double AppendsInFlight => estimate.MessagesPerSecond * profile.Costs.RedisLatencyMs / 1_000;

    /// <summary>Sockets of all nodes, sockets: <c>10,000 clients + 50 connections = 10,050</c>.</summary>
    public double Sockets => (double)profile.Workload.Clients + estimate.DatabaseConnections;

    /// <summary>File descriptors of one node that carries everything, descriptors: <c>300 + 10,050 = 10,350</c>.</summary>
    public double FileDescriptors => profile.Costs.BaseFileDescriptors + Sockets;

    private double OperationsPerSecondBusy => estimate.MessagesPerSecondMax * profile.Workload.DatabaseOperationsPerMessage;

    private double LatencySeconds => profile.Costs.DatabaseLatencyMs / 1_000;

    private WaitingLine Pool => new(estimate.DatabaseOperationsPerSecond, LatencySeconds, estimate.DatabaseConnections);

    private WaitingLine BusyPool => Pool with { ArrivalsPerSecond = OperationsPerSecondBusy };

    private Burst BusyMinute => new(
        estimate.DatabaseOperationsPerSecond, OperationsPerSecondBusy, profile.Workload.BusySeconds, estimate.DatabaseConnections / LatencySeconds);

    private int ConnectionsFor(double operationsPerSecond) =>
        WaitingLine.ServersFor(operationsPerSecond, LatencySeconds, 0.99, profile.Targets.WaitMsP99Max / 1_000);
}
