using Capacity;

namespace Bench.Sizing;

/// <summary>What <c>size</c> answers, before it becomes tables or JSON.</summary>
internal sealed record SizeReport(
    CapacityProfile Profile, MeasuredProfile? Measured, IReadOnlyList<ServiceSizing> Services, DeploymentPlan Deployment)
{
    public static SizeReport Of(CapacityProfile profile, MeasuredProfile? measured) =>
        new(profile, measured, ServiceSizing.Of(profile), DeploymentPlan.From(profile));
}
