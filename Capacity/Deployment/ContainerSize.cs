namespace Capacity;

/// <summary>Processor and memory of one replica.</summary>
/// <param name="Cores">Cores, a multiple of <see cref="DeploymentRules.CoresStep"/>.</param>
/// <param name="MemoryGibibytes">Memory in gibibytes (2^30 bytes), as container platforms count.</param>
public sealed record ContainerSize(double Cores, double MemoryGibibytes)
{
    private const double MegabytesPerGibibyte = 1_073.741824;

    /// <summary>
    /// The smallest size that is enough for both; memory is bought with cores: <c>0.6 cores and 505 MB are 0.75 cores with 1.5 GiB</c>,
    /// <c>0.5 cores and 2,000 MB (1.863 GiB) are 1 core with 2 GiB</c>.
    /// </summary>
    internal static ContainerSize For(double cores, double memoryMegabytes, DeploymentRules rules)
    {
        var coresForMemory = memoryMegabytes / MegabytesPerGibibyte / rules.MemoryGibibytesPerCore;
        var size = Math.Max(rules.CoresStep, Rounding.UpToStep(Math.Max(cores, coresForMemory), rules.CoresStep));
        return new(size, size * rules.MemoryGibibytesPerCore);
    }

    /// <summary>Memory of the largest replica, in megabytes: <c>4 × 2 GiB = 8,590 MB</c>.</summary>
    internal static double MemoryMegabytesMax(DeploymentRules rules) =>
        rules.ReplicaCoresMax * rules.MemoryGibibytesPerCore * MegabytesPerGibibyte;
}
