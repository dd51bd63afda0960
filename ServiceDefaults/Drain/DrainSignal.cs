namespace ServiceDefaults.Drain;

/// <summary>Says that a stop has begun, to whatever holds connections that stay.</summary>
public sealed class DrainSignal : IDisposable
{
    private readonly CancellationTokenSource began = new();
    private bool isDisposed;

    /// <summary>Cancelled when a stop begins.</summary>
    public CancellationToken Began => began.Token;

    /// <summary>Time over which connections that stay may be spread as they are told to go.</summary>
    public TimeSpan Notice { get; private set; }

    /// <summary>Begins; there is no way back.</summary>
    /// <param name="notice">Time until the server takes no new connection.</param>
    public void Begin(TimeSpan notice)
    {
        Notice = notice;
        // A host that has stopped is asked to stop once more when it is disposed.
        if (!isDisposed)
        {
            began.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        began.Dispose();
    }
}
