using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Azure.Storage;

/// <summary>Healthy while the probe's request is answered.</summary>
internal sealed class StorageHealthCheck<TClient>(TClient client, Func<TClient, CancellationToken, Task> probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await probe(client, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(context.Registration.FailureStatus, exception: exception);
        }
    }
}
