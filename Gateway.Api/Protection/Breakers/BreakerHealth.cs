using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Api.Protection.Breakers;

/// <summary>Names the services that are not called. Degraded, never unhealthy: a gateway whose services are down must stay to say so.</summary>
internal sealed class BreakerHealth(Breakers breakers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var open = breakers.NotClosed();
        return Task.FromResult(open.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"Not called, since they only fail: {string.Join(", ", open.Select(breaker => breaker.Service))}.",
                data: open.ToDictionary(breaker => breaker.Service, object (breaker) => breaker.State.Text())));
    }
}
