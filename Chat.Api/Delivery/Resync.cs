using StackExchange.Redis;

namespace Chat.Api.Delivery;

/// <summary>When the connection to Redis comes back, publications were missed: looks, more than once, what they were.</summary>
internal sealed partial class Resync(IConnectionMultiplexer redis, LocalRooms rooms, TimeProvider time, ILogger<Resync> logger)
    : IHostedService, IDisposable
{
    /// <summary>The client library subscribes anew while the event is raised: what comes in between is found by the later looks.</summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];
    private readonly CancellationTokenSource stopping = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored += Restored;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored -= Restored;
        return stopping.CancelAsync();
    }

    public void Dispose() => stopping.Dispose();

    private void Restored(object? sender, ConnectionFailedEventArgs restored) => _ = LookAsync();

    private async Task LookAsync()
    {
        foreach (var pause in Looks)
        {
            try
            {
                await Task.Delay(pause, time, stopping.Token);
                await rooms.ResyncAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.LookFailed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The rooms could not be compared with the log after a reconnection to Redis.")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
