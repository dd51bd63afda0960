namespace Capacity;

/// <summary>Everything that the estimate of the gateway is made from.</summary>
/// <param name="Workload">What comes.</param>
/// <param name="Costs">What it costs.</param>
/// <param name="Targets">How well it is to work.</param>
/// <param name="Server">Where it is to run.</param>
/// <remarks>No headroom rule: the seed sizes the gateway by its spike, which is five times the normal load (C.2).</remarks>
public sealed record GatewayProfile(
    GatewayWorkload Workload, GatewayUnitCosts Costs, ServiceTargets Targets, ServerShape Server)
{
    /// <summary>The estimate of this profile.</summary>
    public GatewayEstimate Estimate() => GatewayEstimate.From(this);
}
