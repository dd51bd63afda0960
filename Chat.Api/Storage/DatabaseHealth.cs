using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDefaults.Resilience;

namespace Chat.Api.Storage;

/// <summary>
/// Whether PostgreSQL answers. Where it says nothing the check does not wait for it: a report that comes too late would be unhealthy, on all
/// nodes at once.
/// </summary>
internal sealed class DatabaseHealth(LogWriter writer, DatabaseBreaker database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock exclusive = new();
    private Task<bool> asking = Task.FromResult(true);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await Asking().WaitAsync(Patience, time, cancellationToken)
                ? HealthCheckResult.Healthy()
                : new(context.Registration.FailureStatus, "PostgreSQL is away.");
        }
        catch (TimeoutException exception)
        {
            return new(context.Registration.FailureStatus, "PostgreSQL does not answer.", exception);
        }
    }

    /// <summary>One at a time: each question to a server that says nothing holds a connection until it is given up.</summary>
    private Task<bool> Asking()
    {
        lock (exclusive)
        {
            return asking.IsCompleted ? asking = database.TryAsync(writer.ReachAsync, CancellationToken.None) : asking;
        }
    }
}
