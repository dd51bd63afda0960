namespace Capacity;

/// <summary>Everything that the estimate of the chat is made from.</summary>
/// <param name="Workload">What clients do.</param>
/// <param name="Costs">What it costs.</param>
/// <param name="Headroom">What is added.</param>
/// <param name="Targets">How well it is to work.</param>
/// <param name="Server">Where it is to run.</param>
public sealed record ChatProfile(
    ChatWorkload Workload, ChatUnitCosts Costs, HeadroomRules Headroom, ServiceTargets Targets, ServerShape Server)
{
    /// <summary>The estimate of this profile.</summary>
    public ChatEstimate Estimate() => ChatEstimate.From(this);
}
