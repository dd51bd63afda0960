namespace Capacity;

/// <summary>Deployment of the image service: an API and workers that share one database.</summary>
/// <param name="ApiReplicas">Instances that answer requests.</param>
/// <param name="WorkerReplicas">Instances that process images; together they have at least the estimate's concurrency.</param>
/// <param name="WorkerReplicasMax">Instances where the queue decides: enough for the demand at the target utilisation.</param>
/// <param name="SlotsPerWorkerReplica">Images that one worker instance takes at the same time; a queue this long per replica asks for another.</param>
/// <param name="UtilisationMax">Share of its cores that may be busy; above it another instance that answers requests is asked for.</param>
/// <param name="DatabasePool">Connections to <c>imagingdb</c>, shared by API and workers.</param>
/// <param name="CoresPerWorker">Cores for one image, cores: what a worker divides its own cores by.</param>
/// <param name="MemoryMegabytesPerImage">Memory for one image, MB: what a worker divides its own memory by.</param>
/// <param name="GpuSlots">Images that the GPU takes; <c>null</c>: no GPU.</param>
/// <param name="ApiContainer">Size of one API instance.</param>
/// <param name="WorkerContainer">Size of one worker instance.</param>
public sealed record ImagingPlan(
    int ApiReplicas, int WorkerReplicas, int WorkerReplicasMax, int SlotsPerWorkerReplica, double UtilisationMax, PoolShare DatabasePool,
    double CoresPerWorker, double MemoryMegabytesPerImage, int? GpuSlots,
    ContainerSize ApiContainer, ContainerSize WorkerContainer)
{
    internal static ImagingPlan From(ImagingProfile profile, DeploymentRules rules)
    {
        var (estimate, costs) = (profile.Estimate(), profile.Costs);
        var largest = new ServerShape
        {
            Cores = rules.ReplicaCoresMax,
            MemoryMegabytes = ContainerSize.MemoryMegabytesMax(rules),
            GpuSlots = profile.Server.GpuSlots,
        };

        // The estimate's workers, in containers as large as allowed: 8 workers of 2 cores are 4 containers of 4 cores.
        var workers = estimate.Slots.Runnable;
        var slots = Math.Min(workers, WorkerSlots.On(largest, costs.CoresPerWorker, costs.MemoryMegabytesPerImage).Runnable);
        var replicas = Rounding.Up((double)workers / slots);
        return new(
            rules.ImagingApiReplicas, replicas, Math.Max(replicas, Rounding.Up((double)estimate.Refinement.WorkersAtTarget / slots)), slots,
            profile.Targets.UtilisationMax,
            new(estimate.DatabaseConnections, rules.ImagingApiReplicas + replicas),
            costs.CoresPerWorker, costs.MemoryMegabytesPerImage, profile.Server.GpuSlots,
            ContainerSize.For(rules.ImagingApiCores, memoryMegabytes: 0, rules),
            ContainerSize.For(slots * costs.CoresPerWorker, slots * costs.MemoryMegabytesPerImage, rules));
    }
}
