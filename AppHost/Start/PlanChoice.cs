using AppHost.Publishing;
using Capacity;

namespace AppHost.Start;

/// <summary>What the topology takes from the profile: in a run as it is, published also by the nodes that were chosen for the workers.</summary>
internal static class PlanChoice
{
    /// <exception cref="StartRefusedException">A setting is wrong.</exception>
    public static DeploymentPlan Make(IDistributedApplicationBuilder builder, CapacityProfile profile) => builder.ExecutionContext.IsRunMode
        ? DeploymentPlan.From(profile)
        : AzureSettings.Read(builder).WorkerProfile.Apply(profile);
}
