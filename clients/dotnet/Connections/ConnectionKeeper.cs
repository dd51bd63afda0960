using Microsoft.Extensions.Logging;

namespace Chat.Client.Connections;

/// <summary>
/// Keeps one connection up: makes it, makes the next when it is lost, and moves to another before it is closed when the
/// service asks for that.
/// </summary>
internal sealed partial class ConnectionKeeper(ChatClientOptions options, ILinkListener listener, ILogger logger) : ILinks, IAsyncDisposable
{
    /// <summary>How long a connection that was left may go on with its calls.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Refused tokens in a row; the first may have ended on the way.</summary>
    private const int RefusalsMax = 2;

    /// <summary>A connection that lives that long was a good one; before, the pauses grow.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(10);

    private readonly Backoff backoff = new(options);
    private readonly Transports transports = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock exclusive = new();
    private TaskCompletionSource<HubLink> current = Create();
    private Task running = Task.CompletedTask;
    private ChatState state = ChatState.Idle;

    /// <summary>A connection is up, and rooms should be joined on it.</summary>
    public required Action Up { get; init; }

    public required Action<ChatStateChange> Changed { get; init; }

    /// <summary>Ends when all rooms are joined on the connection.</summary>
    public required Func<IHubLink, Task> Rejoined { get; init; }

    public ChatState State
    {
        get
        {
            lock (exclusive)
            {
                return state;
            }
        }
    }

    public bool HasEnded => State == ChatState.Stopped;

    public void Start()
    {
        lock (exclusive)
        {
            if (state != ChatState.Idle)
            {
                return;
            }

            state = ChatState.Connecting;
        }

        Changed(new(ChatState.Connecting, null));
        running = RunAsync();
    }

    public async Task<IHubLink> LinkAsync(CancellationToken cancellationToken)
    {
        Task<HubLink> link;
        lock (exclusive)
        {
            link = current.Task;
        }

        return await link.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        Finish(ChatException.Stopped(), cause: null);
    }

    private async Task RunAsync()
    {
        HubLink? link = null;
        try
        {
            link = await OpenAsync().ConfigureAwait(false);
            for (var losses = 1; ; losses++)
            {
                var since = options.TimeProvider.GetTimestamp();
                Become(link);
                var next = await ServeAsync(link).ConfigureAwait(false);
                if (next is null)
                {
                    var code = await link.Closed.ConfigureAwait(false);
                    _ = link.DiscardAsync();
                    Lose(code);
                    losses = options.TimeProvider.GetElapsedTime(since) < GoodLife ? losses : 1;
                    // At least once: all clients of a node that dies are here at the same moment.
                    await Task.Delay(backoff.After(losses), options.TimeProvider, stopping.Token).ConfigureAwait(false);
                    next = await OpenAsync().ConfigureAwait(false);
                }

                link = next;
            }
        }
        catch (ChatException final)
        {
            Log.Ended(logger, final.Code);
            Finish(final, final);
        }
        catch (OperationCanceledException)
        {
            // DisposeAsync says so.
        }
        finally
        {
            if (link is not null)
            {
                await link.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Tries until it succeeds, is stopped, or is refused for good.</summary>
    private async Task<HubLink> OpenAsync()
    {
        var refusals = 0;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await HubLink.OpenAsync(options, transports, listener, stopping.Token).ConfigureAwait(false);
            }
            catch (ChatException failed) when (failed.IsTransient || ++refusals < RefusalsMax)
            {
                var pause = backoff.After(failures);
                Log.NotConnected(logger, failed.Message, pause);
                await Task.Delay(pause, options.TimeProvider, stopping.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Until the connection is lost (null), or the next one stands beside it.</summary>
    private async Task<HubLink?> ServeAsync(HubLink link)
    {
        var stopped = Task.Delay(Timeout.Infinite, stopping.Token);
        if (await Task.WhenAny(link.LeaveRequested, link.Closed, stopped).ConfigureAwait(false) != link.LeaveRequested)
        {
            stopping.Token.ThrowIfCancellationRequested();
            return null;
        }

        var pause = await link.LeaveRequested.ConfigureAwait(false);
        for (var failures = 1; ; failures++)
        {
            await Task.WhenAny(Task.Delay(pause, options.TimeProvider, stopping.Token), link.Closed).ConfigureAwait(false);
            stopping.Token.ThrowIfCancellationRequested();
            if (link.Closed.IsCompleted)
            {
                return null;
            }

            try
            {
                var next = await HubLink.OpenAsync(options, transports, listener, stopping.Token).ConfigureAwait(false);
                _ = LeaveAsync(link, next);
                return next;
            }
            catch (ChatException failed)
            {
                Log.NotMoved(logger, failed.Message);
                pause = backoff.After(failures);
            }
        }
    }

    /// <summary>The old connection delivers until the rooms are joined on the new one: what comes twice is dropped by its sequence.</summary>
    private async Task LeaveAsync(HubLink old, HubLink next)
    {
        try
        {
            Log.Moved(logger);
            await Task.WhenAny(Rejoined(next), next.Closed, Task.Delay(Farewell, options.TimeProvider)).ConfigureAwait(false);
            await old.RetireAsync(Farewell).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody waits for this; the old connection is of no use any more.
            Log.FarewellFailed(logger, exception);
        }
    }

    private void Become(HubLink link)
    {
        bool changed;
        lock (exclusive)
        {
            if (current.Task.IsCompleted)
            {
                current = Create();
            }

            current.TrySetResult(link);
            changed = state != ChatState.Connected;
            state = ChatState.Connected;
        }

        if (changed)
        {
            Changed(new(ChatState.Connected, null));
        }

        Up();
    }

    private void Lose(string? code)
    {
        // Any other code may have ended its cause by the next try; if not, that try is told so.
        if (code == ChatErrorCodes.Revoked)
        {
            throw new ChatException(code, $"The service has closed the connection: {code}.");
        }

        lock (exclusive)
        {
            current = Create();
            state = ChatState.Reconnecting;
        }

        Log.Lost(logger, code ?? ChatErrorCodes.ConnectionLost);
        Changed(new(ChatState.Reconnecting, code is null ? ChatException.Lost() : new(code, $"The service has closed the connection: {code}.")));
    }

    private void Finish(ChatException end, ChatException? cause)
    {
        lock (exclusive)
        {
            if (state == ChatState.Stopped)
            {
                return;
            }

            state = ChatState.Stopped;
            if (current.Task.IsCompleted)
            {
                current = Create();
            }

            current.TrySetException(end);
            // Nobody may be waiting.
            _ = current.Task.Exception;
        }

        Changed(new(ChatState.Stopped, cause));
    }

    private static TaskCompletionSource<HubLink> Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
