using StackExchange.Redis;

namespace Chat.Api.Delivery;

/// <summary>Where publications may have been missed, compares all rooms of this node with the log, more than once.</summary>
internal sealed partial class Resync(IConnectionMultiplexer redis, LocalRooms rooms, ILogger<Resync> logger) : BackgroundService
{
    /// <summary>The client library subscribes anew while the event is raised: what comes in between is found by the later looks.</summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];
    private readonly SemaphoreSlim signal = new(0, 1);

    /// <summary>Asks for a comparison, at once.</summary>
    public void Request()
    {
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Asked for already.
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored += Restored;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored -= Restored;
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await signal.WaitAsync(stoppingToken);
            await LookAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        for (var look = 0; look < Looks.Length;)
        {
            if (await signal.WaitAsync(Looks[look], cancellationToken))
            {
                // Restored once more: from the beginning.
                look = 0;
            }

            var left = await CompareAsync(isFirst: look == 0, cancellationToken);
            if (left > 0)
            {
                Log.RoomsLeft(logger, left);
            }

            look = left == 0 ? look + 1 : Math.Max(look, 1);
        }
    }

    /// <summary>Answers how many rooms must be looked at again.</summary>
    private async Task<int> CompareAsync(bool isFirst, CancellationToken cancellationToken)
    {
        var missing = 0;
        try
        {
            // At the first look the client library is still at it.
            missing = isFirst ? 0 : await rooms.SubscribeMissingAsync();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, also a command that was cancelled together with its connection: an exception here would stop the whole node.
            Log.NotSubscribed(logger, exception);
            missing = 1;
        }

        return missing + await rooms.ResyncAsync(cancellationToken);
    }

    private void Restored(object? sender, ConnectionFailedEventArgs restored) => Request();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The missing subscriptions could not be made.")]
        public static partial void NotSubscribed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "{Count} rooms could not be compared with the log after a reconnection to Redis; they are asked again.")]
        public static partial void RoomsLeft(ILogger logger, int count);
    }
}
