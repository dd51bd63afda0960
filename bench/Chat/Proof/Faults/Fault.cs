using System.Globalization;

namespace Bench.Chat.Proof.Faults;

/// <summary>Something that is broken for a while.</summary>
/// <param name="At">When it begins, since the run began.</param>
/// <param name="Lasts">How long; a node that is killed is started again then.</param>
/// <param name="Kind">What.</param>
/// <param name="Node">Number of the node, or of the master, from 0; <c>null</c> where it concerns a store.</param>
internal sealed record Fault(TimeSpan At, TimeSpan Lasts, FaultKind Kind, int? Node = null)
{
    /// <summary>It concerns one of the nodes.</summary>
    public static bool IsOfNode(FaultKind kind) => kind < FaultKind.RedisKilled;

    /// <summary>It concerns one of the masters of a cluster.</summary>
    public static bool IsOfMaster(FaultKind kind) => kind >= FaultKind.MasterKilled;

    /// <summary>As it is printed: <c>node 2 killed</c>.</summary>
    public string Name => (Node is { } number ? string.Create(CultureInfo.InvariantCulture, $"{(IsOfMaster(Kind) ? "master" : "node")} {number + 1} ") : string.Empty) + Kind switch
    {
        FaultKind.NodeKilled => "killed",
        FaultKind.NodePaused => "paused",
        FaultKind.NodeStopped => "stopped by SIGTERM",
        FaultKind.ClientsCut => "and its clients: cut",
        FaultKind.ClientsSilent => "and its clients: half-open",
        FaultKind.RedisLinkCut => "and Redis: cut",
        FaultKind.RedisLinkSilent => "and Redis: half-open",
        FaultKind.RedisLinkStalled => "and Redis: stalled",
        FaultKind.PostgresLinkCut => "and PostgreSQL: cut",
        FaultKind.PostgresLinkSilent => "and PostgreSQL: half-open",
        FaultKind.RedisKilled => "Redis killed",
        FaultKind.RedisPaused => "Redis paused",
        FaultKind.PostgresKilled => "PostgreSQL killed",
        FaultKind.PostgresPaused => "PostgreSQL paused",
        FaultKind.RedisEmptied => "Redis emptied by FLUSHALL",
        FaultKind.RedisLost => "Redis killed, and its data lost",
        FaultKind.MasterKilled => "killed",
        FaultKind.MasterPaused => "paused",
        _ => "gives a slot away",
    };

    /// <summary>Faults with the same target are never there at the same time.</summary>
    public string Target => Kind switch
    {
        FaultKind.NodeKilled or FaultKind.NodePaused or FaultKind.NodeStopped => $"node {Node}",
        FaultKind.ClientsCut or FaultKind.ClientsSilent => $"clients {Node}",
        FaultKind.RedisLinkCut or FaultKind.RedisLinkSilent or FaultKind.RedisLinkStalled => $"redis {Node}",
        FaultKind.PostgresLinkCut or FaultKind.PostgresLinkSilent => $"postgres {Node}",
        FaultKind.PostgresKilled or FaultKind.PostgresPaused => "postgres",
        _ => "redis",
    };
}

/// <summary>
/// Killed is SIGKILL, paused is SIGSTOP and later SIGCONT, stopped is SIGTERM; links are cut with a reset, go half-open, or hold everything
/// back. First those of nodes, last those of masters.
/// </summary>
internal enum FaultKind
{
    NodeKilled,
    NodePaused,
    NodeStopped,
    ClientsCut,
    ClientsSilent,
    RedisLinkCut,
    RedisLinkSilent,
    RedisLinkStalled,
    PostgresLinkCut,
    PostgresLinkSilent,
    RedisKilled,
    RedisPaused,
    PostgresKilled,
    PostgresPaused,
    RedisEmptied,
    RedisLost,
    MasterKilled,
    MasterPaused,
    SlotMoved,
}
