namespace Bench.Chat.Proof;

/// <summary>The Redis of a run, and what may happen to it.</summary>
internal enum ProofRedis
{
    /// <summary>One server, killed and paused; it keeps what its append-only file holds.</summary>
    Kept,

    /// <summary>One server that also loses everything: by FLUSHALL, or by a start without its files.</summary>
    Emptied,

    /// <summary>Three masters of a cluster, killed and paused; slots move from one to another.</summary>
    Cluster,
}
