using System.Threading.RateLimiting;

namespace Storefront.Faults;

/// <summary>The plan in force. A request keeps the plan that it began with.</summary>
internal sealed class FaultState : IDisposable
{
    private volatile ActivePlan active = new(FaultPlan.None);

    public FaultPlan Plan => active.Plan;

    public ActivePlan Active => active;

    /// <summary>Requests that wait under the old plan are let through or refused by it; new ones meet the new plan.</summary>
    public void Set(FaultPlan plan) => active = new(plan);

    public void Dispose() => active.Slots?.Dispose();

    /// <summary>A plan and, where it has a limit, its slots.</summary>
    internal sealed class ActivePlan(FaultPlan plan)
    {
        /// <summary>Longest line before a limited service; whoever comes then is refused.</summary>
        private const int WaitingMax = 1024;

        public FaultPlan Plan { get; } = plan;

        public ConcurrencyLimiter? Slots { get; } = plan.MaxConcurrency == 0 ? null : new(new()
        {
            PermitLimit = plan.MaxConcurrency,
            QueueLimit = WaitingMax,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }
}
