using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Health;

/// <summary>
/// Runs the health checks for whoever asks, at most once a second, and never longer than five seconds: a probe that comes
/// often, or from many, is no load on the stores behind the checks.
/// </summary>
internal sealed class HealthProbe(HealthCheckService checks, ReadinessGate gate, TimeProvider time, ILogger<HealthProbe> logger)
{
    private static readonly HealthReport Draining =
        CachedReport.Of("drain", HealthStatus.Unhealthy, "The service is shutting down.");

    private readonly CachedReport ready = new(cancellationToken => checks.CheckHealthAsync(cancellationToken), time, logger);
    private readonly CachedReport alive = new(
        cancellationToken => checks.CheckHealthAsync(check => check.Tags.Contains(HealthExtensions.Live), cancellationToken), time, logger);

    public Task<HealthReport> ReadyAsync(CancellationToken cancellationToken) =>
        gate.IsDraining ? Task.FromResult(Draining) : ready.GetAsync(cancellationToken);

    public Task<HealthReport> AliveAsync(CancellationToken cancellationToken) => alive.GetAsync(cancellationToken);
}
