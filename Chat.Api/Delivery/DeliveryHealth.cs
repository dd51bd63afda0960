using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.Api.Delivery;

/// <summary>Unhealthy while this node cannot hear what is published: new clients are better off at another.</summary>
internal sealed class DeliveryHealth(DeliveryProbe probe) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(probe.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}
