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

    /// <summary>
    /// Replicas of this size that carry <paramref name="cores"/> of work at the target utilisation, and one that may fail; never fewer
    /// than <paramref name="least"/>: <c>1.333 cores / 0.7 / 0.75 = 2.54, up to 3; 3 + 1 = 4</c>.
    /// </summary>
    public static int AtMost(int least, double cores, ServiceTargets targets, ContainerSize container) =>
        Math.Max(least, Rounding.Up((cores / targets.UtilisationMax / container.Cores) + 1));
}
