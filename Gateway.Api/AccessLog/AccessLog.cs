using Gateway.Api.Protection.Breakers;
using Gateway.Api.Protection.Overload;
using Gateway.Api.Proxy;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.AccessLog;

/// <summary>Rate, errors and duration of every route, and one line for some requests: a sample of those that are well, and those that are not.</summary>
internal sealed partial class AccessLog(IOptions<AccessLogOptions> options, RouteMetrics metrics, TimeProvider time, ILogger<AccessLog> logger) : IMiddleware
{
    private readonly AccessLogOptions settings = options.Value;
    private long well;
    private long second;
    private int inSecond;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var began = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            End(context, time.GetElapsedTime(began));
        }
    }

    /// <summary>Name of the route or composition that a request met; one word for all others, so that strangers make no names.</summary>
    internal static string RouteOf(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        return metadata?.GetMetadata<UpstreamsNeeded>()?.Name ?? metadata?.GetMetadata<RouteModel>()?.Config.RouteId ?? "other";
    }

    private void End(HttpContext context, TimeSpan elapsed)
    {
        var status = context.Response.StatusCode;
        var route = RouteOf(context);
        var stays = status == StatusCodes.Status101SwitchingProtocols
            || (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) ?? false);
        metrics.Ended(route, stays ? RouteMetrics.Stream : RouteMetrics.OutcomeOf(status, context.RequestAborted.IsCancellationRequested), elapsed);
        var isWell = status < StatusCodes.Status500InternalServerError && (stays || elapsed <= settings.SlowerThan);
        if (isWell ? IsSampled() : IsWithinRate())
        {
            Log.Request(
                logger, context.Request.Method, route, context.Request.Path.Value, status, elapsed.TotalMilliseconds, context.Request.ContentLength ?? 0,
                context.Response.ContentLength, context.Request.Protocol, System.Diagnostics.Activity.Current?.TraceId.ToString(), NoteOf(context));
        }
    }

    /// <summary>", circuit-open catalog": services that were not called; ", replayed catalog": one that was asked twice.</summary>
    private static string NoteOf(HttpContext context) =>
        context.Features.Get<OpenCircuits>() is { } open ? $", {ErrorCodes.CircuitOpen} {open.Services}"
        : context.Features.Get<Replayed>() is { } replayed ? $", replayed {replayed.Service}"
        : "";

    private bool IsSampled() => settings.SampleEvery > 0 && Interlocked.Increment(ref well) % settings.SampleEvery == 0;

    /// <summary>A race at the turn of a second lets a line more through, or less.</summary>
    private bool IsWithinRate()
    {
        var now = time.GetTimestamp() / time.TimestampFrequency;
        if (Interlocked.Exchange(ref second, now) != now)
        {
            Volatile.Write(ref inSecond, 0);
        }

        return Interlocked.Increment(ref inSecond) <= settings.UnwellPerSecondMax;
    }
}
