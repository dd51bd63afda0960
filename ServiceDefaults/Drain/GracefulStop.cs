using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Health;

namespace ServiceDefaults.Drain;

/// <summary>
/// The order of a stop: readiness first, then time for whoever balances to notice, during which everything is served; then no new
/// connection, and what is under way ends. The server itself does the last two.
/// </summary>
internal sealed partial class GracefulStop(
    ReadinessGate gate, DrainSignal signal, IOptions<DrainOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<GracefulStop> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes before any hosted service, the server among them, is asked to stop.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var notice = options.Value.NoticeIn(environment);
        gate.Close();
        signal.Begin(notice);
        Log.Draining(logger, notice, options.Value.Timeout);
        try
        {
            await Task.Delay(notice, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The whole stop has taken too long.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
