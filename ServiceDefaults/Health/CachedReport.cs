using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Health;

/// <summary>One run of the checks for all who ask within a second.</summary>
internal sealed partial class CachedReport(
    Func<CancellationToken, Task<HealthReport>> check, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock exclusive = new();
    private Task<HealthReport> checking = Task.FromResult(Of("none", HealthStatus.Unhealthy, "No check has run."));
    private Task<HealthReport>? latest;
    private long startedAt;

    /// <summary>The report of the last run, or of a new one. A caller who leaves does not end the run for the others.</summary>
    public Task<HealthReport> GetAsync(CancellationToken cancellationToken) => Latest().WaitAsync(cancellationToken);

    public static HealthReport Of(string name, HealthStatus status, string description) => new(
        new Dictionary<string, HealthReportEntry>
        {
            [name] = new(status, description, TimeSpan.Zero, exception: null, data: null),
        },
        TimeSpan.Zero);

    private Task<HealthReport> Latest()
    {
        lock (exclusive)
        {
            // A check that was given up may still be running: until it ends no other joins it, or each probe of a hung
            // store would cost one more thread or connection.
            if (latest is null || (latest.IsCompleted && checking.IsCompleted && time.GetElapsedTime(startedAt) >= Fresh))
            {
                startedAt = time.GetTimestamp();
                latest = RunAsync();
            }

            return latest;
        }
    }

    private async Task<HealthReport> RunAsync()
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        try
        {
            checking = check(timeout.Token);
            // A check that ignores its token must not hold the probe either.
            return await checking.WaitAsync(Patience, time, CancellationToken.None);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Whichever of the two timers was first: the check must hear of it.
            await timeout.CancelAsync();
            return Of("timeout", HealthStatus.Unhealthy, $"A check took longer than {Patience.TotalSeconds:0} s.");
        }
        catch (Exception exception)
        {
            // A check that cannot be made, say: unhealthy like one that fails, and no error page for the prober.
            Log.ChecksFailed(logger, exception);
            return Of("error", HealthStatus.Unhealthy, "The checks could not be run; the log says why.");
        }
    }
}
