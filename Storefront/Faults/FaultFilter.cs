using System.Threading.RateLimiting;
using ServiceDefaults.Errors;

namespace Storefront.Faults;

/// <summary>Makes the business endpoints as slow and unreliable as the plan says.</summary>
internal sealed class FaultFilter(FaultState faults, TimeProvider time, IHostApplicationLifetime lifetime) : IEndpointFilter
{
    private static readonly Refusal Overloaded = new(
        ErrorCodes.Overloaded, StatusCodes.Status503ServiceUnavailable, "Too many requests are waiting for this service.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var active = faults.Active;
        if (active.Plan == FaultPlan.None)
        {
            return await next(context);
        }

        // A service that stops finishes what is under way, but must not wait for answers that never come.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(
            context.HttpContext.RequestAborted, active.Plan.Hang ? lifetime.ApplicationStopping : CancellationToken.None);
        using var slot = await EnterAsync(active.Slots, gone.Token);
        if (slot is { IsAcquired: false })
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return Overloaded.ToProblem();
        }

        await DelayAsync(active.Plan, gone.Token);
        return Fails(active.Plan) ? Failure(active.Plan).ToProblem() : await next(context);
    }

    private static async ValueTask<RateLimitLease?> EnterAsync(ConcurrencyLimiter? slots, CancellationToken cancellationToken) =>
        slots is null ? null : await slots.AcquireAsync(1, cancellationToken);

    private Task DelayAsync(FaultPlan plan, CancellationToken cancellationToken)
    {
        var delay = plan.Hang
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(plan.LatencyMs + (Random.Shared.NextDouble() * plan.JitterMs));
        return delay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, time, cancellationToken);
    }

    private static bool Fails(FaultPlan plan) => Random.Shared.NextDouble() < plan.ErrorRate;

    private static Refusal Failure(FaultPlan plan) =>
        new(ErrorCodes.FaultInjected, plan.Status, "This failure was asked for by PUT /faults.");
}
