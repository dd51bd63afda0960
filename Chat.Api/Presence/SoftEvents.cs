using Chat.Api.Reading;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>The interval at which news that pass are told: each room's presence and read receipts at most once in it.</summary>
internal sealed partial class SoftEvents(
    IConnectionMultiplexer redis, PresenceNews presence, ReadReceipts receipts, IOptions<PresenceOptions> options, TimeProvider time, ILogger<SoftEvents> logger)
    : BackgroundService
{
    /// <summary>The client library subscribes anew while it says that the connection is back.</summary>
    private static readonly TimeSpan ResubscribedAfter = TimeSpan.FromSeconds(1);
    private long restoredAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += Restored;
        using var timer = new PeriodicTimer(options.Value.SoftInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        finally
        {
            redis.ConnectionRestored -= Restored;
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var restored = Interlocked.Read(ref restoredAt);
        if (restored != 0 && time.GetElapsedTime(restored) > ResubscribedAfter && Interlocked.CompareExchange(ref restoredAt, 0, restored) == restored)
        {
            presence.RefreshAll();
        }

        try
        {
            receipts.Flush();
            await presence.FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One room's defect must not silence the others for good.
            Log.FlushFailed(logger, exception);
        }
    }

    private void Restored(object? sender, ConnectionFailedEventArgs restored) => Interlocked.Exchange(ref restoredAt, time.GetTimestamp());

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Presence and read receipts could not be told.")]
        public static partial void FlushFailed(ILogger logger, Exception exception);
    }
}
