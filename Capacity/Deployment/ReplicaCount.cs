namespace Capacity;

/// <summary>How many replicas a load needs when none may be larger than the rules allow.</summary>
internal static class ReplicaCount
{
    /// <summary><c>max(least, cores / largest replica, shared memory / what the largest replica has left)</c>, each up: <c>12 cores / 4 = 3</c>.</summary>
    public static int For(int least, double cores, double baseMegabytes, double sharedMegabytes, DeploymentRules rules)
    {
        var byCpu = Rounding.Up(cores / rules.ReplicaCoresMax);
        var left = ContainerSize.MemoryMegabytesMax(rules) - baseMegabytes;
        // A base that fills the largest replica is not helped by more of them; the size then says what one replica takes.
        var byMemory = left > 0 ? Rounding.Up(sharedMegabytes / left) : 1;
        return Math.Max(least, Math.Max(byCpu, byMemory));
    }
}
