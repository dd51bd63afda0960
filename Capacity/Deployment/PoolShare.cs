namespace Capacity;

/// <summary>A database pool that replicas share.</summary>
/// <param name="Total">Connections that the estimate asks for, all replicas together.</param>
/// <param name="Replicas">Processes that share them.</param>
public sealed record PoolShare(int Total, int Replicas)
{
    /// <summary>Maximum pool size of one replica: <c>50 / 2 = 25</c>, up to a whole one.</summary>
    public int PerReplica => Rounding.Up((double)Total / Replicas);

    /// <summary>What all replicas may open together; over <see cref="Total"/> where the division leaves a rest.</summary>
    public int Opened => (int)((double)PerReplica * Replicas);
}
