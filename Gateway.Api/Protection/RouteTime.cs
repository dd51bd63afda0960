using Gateway.Api.Composition.Pooling;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Gateway.Api.Protection;

/// <summary>
/// The time of a request whose route has one (<c>Timeout</c>): once it is over, the request's token ends. The framework's step makes two
/// sources of cancellation, a timer and a state of its own for each request; this is one source that is used again.
/// </summary>
internal sealed class RouteTime : IHttpRequestTimeoutFeature, IDisposable
{
    private readonly Clocks clocks;
    private readonly HttpContext context;
    private readonly CancellationToken client;
    private readonly CancellationTokenSource clock;
    private readonly CancellationTokenRegistration leaving;
    private volatile bool isGone;

    private RouteTime(Clocks clocks, HttpContext context, TimeSpan time)
    {
        (this.clocks, this.context, client) = (clocks, context, context.RequestAborted);
        clock = clocks.Start(time);
        leaving = client.UnsafeRegister(static self => ((RouteTime)self!).Leave(), this);
        context.RequestAborted = clock.Token;
        context.Features.Set<IHttpRequestTimeoutFeature>(this);
    }

    /// <summary>The request's token, which ends with the client's connection too.</summary>
    public CancellationToken RequestTimeoutToken => clock.Token;

    /// <summary>Whether the time is over; false where the client left before.</summary>
    public bool IsOver => clock.IsCancellationRequested && !isGone;

    /// <summary>Whether the time is over, and nothing of an answer has left.</summary>
    public static bool HasEnded(RouteTime? time, HttpResponse response) => time is { IsOver: true } && !response.HasStarted;

    /// <summary>Whether the request's endpoint has a time that is kept here: a named policy's is kept by the framework.</summary>
    public static bool IsKept(HttpContext context) => Of(context) is not null;

    /// <summary>Begins where the endpoint has a time; to be disposed of when the request is over.</summary>
    public static RouteTime? Begin(Clocks clocks, HttpContext context) =>
        Of(context) is { } time && !context.RequestAborted.IsCancellationRequested ? new(clocks, context, time) : null;

    /// <summary>For a connection that stays, such as a WebSocket.</summary>
    public void DisableTimeout() => clock.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        // The client's word first: it must not end a source that is another request's already.
        leaving.Dispose();
        context.Features.Set<IHttpRequestTimeoutFeature>(null);
        context.RequestAborted = client;
        clocks.Stop(clock);
    }

    private static TimeSpan? Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<RequestTimeoutAttribute>() is { PolicyName: null, Timeout: { } time } && time != Timeout.InfiniteTimeSpan
        && metadata.GetMetadata<DisableRequestTimeoutAttribute>() is null
            ? time
            : null;

    private void Leave()
    {
        isGone = true;
        clock.Cancel();
    }
}
