using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using ServiceDefaults.Resilience;

namespace Chat.Api.Retention;

/// <summary>Runs <see cref="Expiry"/> again and again on every node; one of them does the work.</summary>
internal sealed partial class ExpiryJob(
    Expiry expiry, LogWriter writer, DatabaseBreaker database, IOptions<RetentionOptions> options, TimeProvider time, ILogger<ExpiryJob> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time.BeatAsync(options.Value.RetentionInterval, () => RunAsync(stoppingToken), exception => Log.Delayed(logger, exception), stoppingToken);

    /// <summary>A pass is long, and all others would wait for its end to learn that PostgreSQL is back.</summary>
    private async Task RunAsync(CancellationToken stoppingToken)
    {
        if (await database.TryAsync(writer.ReachAsync, stoppingToken))
        {
            await expiry.RunAsync(stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Entries that are older than their rooms keep them could not be deleted; the next pass deletes them.")]
        public static partial void Delayed(ILogger logger, Exception exception);
    }
}
