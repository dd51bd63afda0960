namespace Capacity;

/// <summary>Everything that the estimate of the chat is made from.</summary>
/// <param name="Workload">What clients do.</param>
/// <param name="Costs">What it costs.</param>
/// <param name="Headroom">What is added.</param>
/// <param name="Server">Where it is to run.</param>
public sealed record ChatProfile(ChatWorkload Workload, ChatUnitCosts Costs, HeadroomRules Headroom, ServerShape Server)
{
    /// <summary>The estimate of this profile.</summary>
    public ChatEstimate Estimate() => ChatEstimate.From(Workload, Costs, Headroom, Server);
}
