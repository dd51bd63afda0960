using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.LiveFigures;

/// <summary>Writes the figures of this instance every second. Whatever goes wrong here, the service goes on.</summary>
internal sealed partial class LiveFigureWriter(
    LiveFigureName name, LiveFigureStore store, FigureListener listener, TimeProvider time, ILogger<LiveFigureWriter> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ProcessReading process = new(time);
    private bool isAway;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Before any hosted service starts: no change of a counter is missed.
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await WriteAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            await RemoveAsync();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await store.WriteAsync(Measure());
            if (isAway)
            {
                Log.Back(logger);
            }

            isAway = false;
        }
        catch (Exception exception)
        {
            // The outer edge. Said once, until it is over.
            if (!isAway)
            {
                Log.Away(logger, exception.Message, exception);
            }

            isAway = true;
        }
    }

    private InstanceFigures Measure()
    {
        var figures = new SortedDictionary<string, LiveFigure>(StringComparer.Ordinal);
        process.Report(figures);
        listener.Report(time, figures);
        return new(name.Service, name.Instance, time.GetUtcNow(), figures);
    }

    private async Task RemoveAsync()
    {
        try
        {
            await store.RemoveAsync(name.Service, name.Instance);
        }
        catch (FiguresAwayException)
        {
            // They expire by themselves.
        }
    }
}
