namespace Capacity;

/// <summary>Everything that the estimate of the image service is made from.</summary>
/// <param name="Workload">What comes.</param>
/// <param name="Costs">What it costs.</param>
/// <param name="Headroom">What is added.</param>
/// <param name="Targets">How well it is to work.</param>
/// <param name="Server">Where it is to run; it sets how many images run at the same time.</param>
public sealed record ImagingProfile(
    ImagingWorkload Workload, ImagingUnitCosts Costs, HeadroomRules Headroom, ServiceTargets Targets, ServerShape Server)
{
    /// <summary>The estimate of this profile.</summary>
    public ImagingEstimate Estimate() => ImagingEstimate.From(this);
}
