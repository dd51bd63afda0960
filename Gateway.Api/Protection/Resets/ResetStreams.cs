using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.Resets;

/// <summary>
/// Requests that a client takes back as soon as they are sent (HTTP/2 rapid reset, CVE-2023-44487). The server's bound on streams does not
/// count them, and each would begin calls to services whose connections its end then costs. So one that was taken back before its turn came is
/// not begun, and a connection that takes back too many ends.
/// </summary>
internal sealed class ResetStreams(IOptions<ProtectionOptions> options, TimeProvider time) : IMiddleware
{
    /// <summary>By connection, whose streams run at the same time; its own items are no place for them, since they bear no two writers.</summary>
    private readonly ConditionalWeakTable<IConnectionLifetimeFeature, ResetCount> connections = [];
    private readonly int perSecondMax = options.Value.ResetsPerSecondMax;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol))
        {
            return next(context);
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            Count(context);
            return Task.CompletedTask;
        }

        return WatchAsync(context, next);
    }

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                Count(context);
            }
        }
    }

    private void Count(HttpContext context)
    {
        if (context.Features.Get<IConnectionLifetimeFeature>() is { } connection
            && connections.GetValue(connection, static _ => new()).Next(time.GetTimestamp(), time.TimestampFrequency) > perSecondMax)
        {
            connection.Abort();
        }
    }

    /// <summary>What one connection took back in the second that runs.</summary>
    private sealed class ResetCount
    {
        private readonly Lock exclusive = new();
        private long began;
        private int count;

        public int Next(long now, long perSecond)
        {
            lock (exclusive)
            {
                (began, count) = count == 0 || now - began > perSecond ? (now, 1) : (began, count + 1);
                return count;
            }
        }
    }
}
