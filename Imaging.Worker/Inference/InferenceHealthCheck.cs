using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaging.Worker.Inference;

/// <summary>Says where models run and why: a GPU that is silently unused is seen here.</summary>
internal sealed class InferenceHealthCheck(Models models) : IHealthCheck
{
    public const string Name = "inference";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(models.Device is { } device
            ? HealthCheckResult.Healthy($"Models run on {device.Name}.", new Dictionary<string, object>
            {
                ["device"] = device.Name,
                ["reason"] = device.Reason,
                ["models"] = models.Names,
            })
            : HealthCheckResult.Unhealthy("Models are still being loaded."));
}
