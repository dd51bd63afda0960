namespace Chat.Api.Shedding;

/// <summary>
/// Looks at the node's lag and tells it to the shedder, on a thread of its own: the looks must come on time when the threads of the
/// pool are what everything waits for.
/// </summary>
internal sealed partial class LagWatch(NodeLag lag, LoadShedder shedder, ILogger<LagWatch> logger) : IHostedService, IDisposable
{
    /// <summary>It does not spin before it sleeps: each look would yield the processor a few times for nothing.</summary>
    private readonly ManualResetEventSlim stopped = new(initialState: false, spinCount: 0);
    private Thread? watching;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        watching = new(Watch) { IsBackground = true, Name = "chat-lag" };
        watching.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        End();
        return Task.CompletedTask;
    }

    /// <summary>Where another service could not start, nobody stops this one before.</summary>
    public void Dispose()
    {
        End();
        stopped.Dispose();
    }

    private void End()
    {
        stopped.Set();
        watching?.Join();
        watching = null;
    }

    private void Watch()
    {
        while (!stopped.Wait(LoadShedder.Interval))
        {
            try
            {
                shedder.Look(lag.Take());
            }
            catch (Exception exception)
            {
                // Whatever it was: without the next look a rate that was lowered would stay.
                Log.LookFailed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The lag of this node could not be looked at.")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
