using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaging.Worker.Inference;

/// <summary>Says where models run and why: a GPU that is silently unused is seen here.</summary>
internal sealed class InferenceHealthCheck(Models models) : IHealthCheck
{
    public const string Name = "inference";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(models.Device is { } device ? Tell(device) : HealthCheckResult.Unhealthy("Models are still being loaded."));

    private HealthCheckResult Tell(InferenceDevice device)
    {
        var facts = new Dictionary<string, object>
        {
            ["device"] = device.Name,
            ["reason"] = device.Reason,
            ["models"] = models.All.Select(runner => $"{runner.Model.Name} {runner.Model.Version} on {runner.Device}").Order(StringComparer.Ordinal).ToArray(),
        };
        return models.All.FirstOrDefault(runner => runner.LeftBecause is not null) is { } left
            ? HealthCheckResult.Degraded($"Model {left.Model.Name} left {device.Name} for {left.Device}: {left.LeftBecause}", data: facts)
            : HealthCheckResult.Healthy($"Models run on {device.Name}: {device.Reason}", facts);
    }
}
