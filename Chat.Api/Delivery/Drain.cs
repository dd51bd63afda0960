using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ServiceDefaults.Health;

namespace Chat.Api.Delivery;

/// <summary>
/// What happens first when the node is told to stop: readiness turns, clients are asked to come back elsewhere at moments
/// spread over the drain, and the node waits until they have left.
/// </summary>
internal sealed partial class Drain(
    IHostApplicationLifetime lifetime, ReadinessGate gate, Connections connections,
    IOptions<DeliveryOptions> options, TimeProvider time, ILogger<Drain> logger) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// SignalR closes all connections by the same event. Callbacks run in the reverse order of their registration, and
    /// SignalR's is registered when the hub is mapped: this one, of a later moment, comes before it and holds it up.
    /// </summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => LeaveAsync().GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LeaveAsync()
    {
        gate.Close();
        var limit = options.Value.DrainTimeout;
        var started = time.GetTimestamp();
        Log.Draining(logger, connections.Count, limit);
        var told = new HashSet<ChatConnection>();
        Tell(told, limit);
        while (connections.Count > 0 && limit - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            // Who was connecting at the signal is known only now.
            Tell(told, left);
            // The callback blocks on this: it must not ask for the thread that is blocked.
            await Task.Delay(Pause, time).ConfigureAwait(false);
        }

        Log.Drained(logger, connections.Count);
    }

    private void Tell(HashSet<ChatConnection> told, TimeSpan left)
    {
        foreach (var connection in connections.All.Where(told.Add))
        {
            // The last fifth is for leaving.
            connection.Send(Outgoing.Reconnect(RandomNumberGenerator.GetInt32((int)(left.TotalMilliseconds * 0.8) + 1)));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Draining {Count} connections within {Limit}.")]
        public static partial void Draining(ILogger logger, int count, TimeSpan limit);

        [LoggerMessage(LogLevel.Information, "Drained; {Count} connections are left and will be closed.")]
        public static partial void Drained(ILogger logger, int count);
    }
}
