using System.Net;
using MessagePack;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Client.Connections;

/// <summary>One connection of SignalR, from its start to its end; whatever fails on it is a <see cref="ChatException"/>.</summary>
internal sealed class HubLink : IHubLink, IAsyncDisposable
{
    private readonly HubConnection hub;
    private readonly ChatClientOptions options;
    private readonly TaskCompletionSource<string?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TimeSpan> leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock exclusive = new();
    private TaskCompletionSource? quiet;
    private int calls;
    private string? cut;

    private HubLink(HubConnection hub, ChatClientOptions options, ILinkListener listener)
    {
        (this.hub, this.options) = (hub, options);
        hub.ServerTimeout = options.ServerTimeout;
        hub.On<ChatEntry>("Appended", listener.Appended);
        hub.On<string, long>("Stored", listener.Stored);
        hub.On<string, string>("TypingStarted", listener.TypingStarted);
        hub.On<string, PresenceChange>("PresenceChanged", listener.PresenceChanged);
        hub.On<string>("Removed", listener.Removed);
        hub.On<string, string, long>("ReadReceipt", listener.ReadReceipt);
        hub.On<int>("Reconnect", delayMs => leave.TrySetResult(TimeSpan.FromMilliseconds(Math.Clamp(delayMs, 0, 60_000))));
        hub.On<string>("Cut", code => cut = code);
        hub.Closed += _ =>
        {
            closed.TrySetResult(cut);
            return Task.CompletedTask;
        };
    }

    /// <summary>Ends with the connection; the code of <c>Cut</c>, or null.</summary>
    public Task<string?> Closed => closed.Task;

    /// <summary>Ends when the service asks to leave this connection after a while.</summary>
    public Task<TimeSpan> LeaveRequested => leave.Task;

    /// <exception cref="ChatException">The connection was refused or could not be made.</exception>
    public static async Task<HubLink> OpenAsync(ChatClientOptions options, Transports transports, ILinkListener listener, CancellationToken cancellationToken)
    {
        var link = new HubLink(Build(options, transports.Allowed), options, listener);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.AnswerTimeout);
            await link.hub.StartAsync(limit.Token).ConfigureAwait(false);
            transports.Opened();
            return link;
        }
        catch (Exception exception)
        {
            await link.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            transports.Failed(exception);
            throw Refusal(exception);
        }
    }

    public Task InvokeAsync(string method, object?[] arguments, CancellationToken cancellationToken) =>
        InvokeAsync<object?>(method, arguments, cancellationToken);

    public async Task<T> InvokeAsync<T>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        Count(1);
        try
        {
            return await hub.InvokeCoreAsync<T>(method, arguments, cancellationToken)
                .WaitAsync(options.AnswerTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException refused)
        {
            throw ChatException.Of(refused);
        }
        catch (TimeoutException late)
        {
            // A connection that gives no answer may be half open: the next one will know.
            closed.TrySetResult(cut);
            _ = DiscardAsync();
            throw ChatException.Lost(late);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw ChatException.Lost(exception);
        }
        finally
        {
            Count(-1);
        }
    }

    /// <summary>Closes the connection when no call is open on it, or after <paramref name="limit"/>.</summary>
    public async Task RetireAsync(TimeSpan limit)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (exclusive)
        {
            quiet = idle;
            if (calls == 0)
            {
                idle.TrySetResult();
            }
        }

        await Task.WhenAny(idle.Task, closed.Task, Task.Delay(limit, options.TimeProvider)).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Disposes in its own time: a connection that is half open takes seconds to close. Never throws.</summary>
    public async Task DiscardAsync()
    {
        try
        {
            await DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is of no use any more, however it ends.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync().ConfigureAwait(false);
        closed.TrySetResult(cut);
    }

    private void Count(int change)
    {
        lock (exclusive)
        {
            calls += change;
            if (calls == 0)
            {
                quiet?.TrySetResult();
            }
        }
    }

    private static HubConnection Build(ChatClientOptions options, HttpTransportType transports)
    {
        var builder = new HubConnectionBuilder().WithUrl(options.Url, http =>
        {
            if (options.AccessToken is { } token)
            {
                http.AccessTokenProvider = async () => await token(CancellationToken.None).ConfigureAwait(false);
            }

            http.Transports = options.WebSocketsOnly ? HttpTransportType.WebSockets : transports;
            http.SkipNegotiation = options.WebSocketsOnly;
        });
        builder.Services.AddSingleton(options.LoggerFactory);
        if (options.Protocol == ChatProtocol.MessagePack)
        {
            // As SignalR's own, and for the contract's types that only this assembly sees.
            builder.AddMessagePackProtocol(protocol => protocol.SerializerOptions = MessagePackSerializerOptions.Standard
                .WithResolver(CompositeResolver.Create(DynamicEnumAsStringResolver.Instance, StandardResolverAllowPrivate.Instance))
                .WithSecurity(MessagePackSecurity.UntrustedData));
        }

        return builder.Build();
    }

    private static ChatException Refusal(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: HttpStatusCode.Unauthorized } =>
            new(ChatErrorCodes.Unauthenticated, "The service does not accept the token.", exception),
        HttpRequestException { StatusCode: HttpStatusCode.Forbidden } =>
            new(ChatErrorCodes.Forbidden, "The service does not let this user connect.", exception),
        _ => new(ChatErrorCodes.ConnectionLost, $"The service cannot be reached: {exception.Message}", exception),
    };
}
