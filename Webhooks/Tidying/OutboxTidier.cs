using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Resilience;

namespace Webhooks;

/// <summary>
/// Keeps the outbox within its bounds whether or not somebody takes what is in it. It counts after the fact: an insert is part of
/// the statement that stores the event, and must not count what waits.
/// </summary>
internal sealed partial class OutboxTidier : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>After a round that left work: soon enough to keep up, and others get at the database in between.</summary>
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(1);
    private readonly DatabaseBreaker database;
    private readonly TimeProvider time;
    private readonly ILogger<OutboxTidier> logger;
    private readonly TidyStep[] steps;

    public OutboxTidier(TidyStore store, DatabaseBreaker database, WebhookMetrics metrics, TimeProvider time, ILogger<OutboxTidier> logger)
    {
        (this.database, this.time, this.logger) = (database, time, logger);
        // First what fills the dead list, then what empties it.
        steps =
        [
            new("bury what waits for disabled webhooks", store.BuryDisabledAsync, metrics.Buried),
            new("bury what is too old", store.BuryTooOldAsync, metrics.Buried),
            new("bury what is too many", store.BuryTooManyAsync, metrics.Buried),
            new("delete what has been dead for long", store.DeleteTooOldAsync, _ => { }),
            new("delete what is dead and too many", store.DeleteTooManyAsync, _ => { }),
        ];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var done = await RoundAsync(stoppingToken);
            await Task.Delay(done ? Pause : ShortPause, time, stoppingToken);
        }
    }

    /// <summary>True where nothing is left to do that could be done.</summary>
    private async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var step in steps)
        {
            done &= await RunSafelyAsync(step, cancellationToken);
        }

        return done;
    }

    /// <summary>
    /// A step that fails keeps no other from being tried, and waits for its next round. It does not tell the breaker: a statement of its that
    /// takes too long says nothing about whether the database is there for others.
    /// </summary>
    private async Task<bool> RunSafelyAsync(TidyStep step, CancellationToken cancellationToken)
    {
        if (database.IsAway)
        {
            return true;
        }

        try
        {
            return await step.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.StepFailed(logger, step.Name, exception);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The outbox of webhooks could not be tidied ({Step}); it is tried again within a minute.")]
        public static partial void StepFailed(ILogger logger, string step, Exception exception);
    }
}
