using Chat.Api.Delivery;
using Chat.Api.Reading;
using Microsoft.Extensions.Options;

namespace Chat.Api.Presence;

/// <summary>The interval at which news that pass are told: each room's presence and read receipts at most once in it.</summary>
internal sealed partial class SoftEvents(
    LocalRooms rooms, PresenceNews presence, ReadReceipts receipts, IOptions<PresenceOptions> options, TimeProvider time, ILogger<SoftEvents> logger)
    : BackgroundService
{
    /// <summary>Rooms are compared with the log more than once while the client library subscribes anew: one list is enough.</summary>
    private static readonly TimeSpan ResyncedFor = TimeSpan.FromSeconds(1);
    private long resyncedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        rooms.Resynced += Resynced;
        try
        {
            // One room's defect must not silence the others for good.
            await time.BeatAsync(options.Value.SoftInterval, () => FlushAsync(stoppingToken), exception => Log.FlushFailed(logger, exception), stoppingToken);
        }
        finally
        {
            rooms.Resynced -= Resynced;
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var resynced = Interlocked.Read(ref resyncedAt);
        if (resynced != 0 && time.GetElapsedTime(resynced) > ResyncedFor && Interlocked.CompareExchange(ref resyncedAt, 0, resynced) == resynced)
        {
            presence.RefreshAll();
        }

        receipts.Flush();
        await presence.FlushAsync(cancellationToken);
    }

    private void Resynced() => Interlocked.Exchange(ref resyncedAt, time.GetTimestamp());

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Presence and read receipts could not be told.")]
        public static partial void FlushFailed(ILogger logger, Exception exception);
    }
}
