using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Health;

/// <summary>
/// Runs the health checks for whoever asks, at most once a second, and never longer than five seconds: a probe that comes
/// often, or from many, is no load on the stores behind the checks.
/// </summary>
internal sealed class HealthProbe(HealthCheckService checks, ReadinessGate gate, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly HealthReport Draining = Report("drain", HealthStatus.Unhealthy, "The service is shutting down.");

    private readonly Lock exclusive = new();
    private Task<HealthReport>? latest;
    private long startedAt;

    public Task<HealthReport> ReadyAsync(CancellationToken cancellationToken) =>
        gate.IsDraining ? Task.FromResult(Draining) : Latest().WaitAsync(cancellationToken);

    public Task<HealthReport> AliveAsync(CancellationToken cancellationToken) =>
        checks.CheckHealthAsync(check => check.Tags.Contains(HealthExtensions.Live), cancellationToken);

    private Task<HealthReport> Latest()
    {
        lock (exclusive)
        {
            var running = latest is { IsCompleted: false };
            if (!running && (latest is null || time.GetElapsedTime(startedAt) >= Fresh))
            {
                startedAt = time.GetTimestamp();
                latest = RunAsync();
            }

            return latest!;
        }
    }

    private async Task<HealthReport> RunAsync()
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        try
        {
            // A check that ignores its token must not hold the probe either.
            return await checks.CheckHealthAsync(predicate: null, timeout.Token).WaitAsync(Patience, time, CancellationToken.None);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return Report("timeout", HealthStatus.Unhealthy, $"A check took longer than {Patience.TotalSeconds:0} s.");
        }
    }

    private static HealthReport Report(string name, HealthStatus status, string description) => new(
        new Dictionary<string, HealthReportEntry>
        {
            [name] = new(status, description, TimeSpan.Zero, exception: null, data: null),
        },
        TimeSpan.Zero);
}
