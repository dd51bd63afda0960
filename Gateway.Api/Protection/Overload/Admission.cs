using Gateway.Api.Composition.Pooling;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Protection.Overload;

/// <summary>
/// Lets a request in only if the gateway and the services that it needs have room for it. It stands before authentication: what is
/// refused must cost less than what is served. Routes of clusters whose metadata say <c>Concurrency: unbounded</c> pass, since their
/// requests stay for hours: WebSockets, long polling, event streams.
/// </summary>
internal sealed class Admission(GatewayLimit gateway, UpstreamLimits upstreams, OverloadMetrics metrics, IOptions<OverloadOptions> options, TimeProvider time) : IMiddleware
{
    public const string MetadataKey = "Concurrency";
    public const string Unbounded = "unbounded";

    private readonly Clocks clocks = new(time);
    private readonly TimeSpan retryAfter = options.Value.RetryAfter;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<UpstreamsNeeded>() is { } needed)
        {
            for (var i = 0; i < needed.Services.Count; i++)
            {
                if (!upstreams.Of(needed.Services[i]).HasRoom())
                {
                    return RefuseAsync(context, needed.Services[i]);
                }
            }

            return AdmitAsync(context, next, counts: true);
        }

        return metadata?.GetMetadata<RouteModel>()?.Cluster is { } cluster && IsBounded(cluster)
            ? upstreams.Of(cluster.ClusterId).HasRoom() ? AdmitAsync(context, next, counts: true) : RefuseAsync(context, cluster.ClusterId)
            : RouteTime.IsKept(context) ? AdmitAsync(context, next, counts: false)
            : next(context);
    }

    /// <summary>Whether calls to a cluster are counted and limited.</summary>
    public static bool IsBounded(ClusterState cluster) => IsBounded(cluster.Model.Config.Metadata);

    /// <summary>The same by the cluster's metadata.</summary>
    public static bool IsBounded(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is null || !metadata.TryGetValue(MetadataKey, out var value) || value != Unbounded;

    private Task RefuseAsync(HttpContext context, string service)
    {
        metrics.Shed(OverloadMetrics.Upstream, service);
        return OverloadAnswer.WriteAsync(context.Response, retryAfter);
    }

    /// <summary>Keeps the time of a route as well, since both wait for the same end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What it asks for.</param>
    /// <param name="counts">Whether it is one of those that the gateway bounds.</param>
    private async Task AdmitAsync(HttpContext context, RequestDelegate next, bool counts)
    {
        if (counts && !gateway.TryEnter())
        {
            metrics.Shed(OverloadMetrics.Gateway, "");
            await OverloadAnswer.WriteAsync(context.Response, retryAfter);
            return;
        }

        using var kept = RouteTime.Begin(clocks, context);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (RouteTime.HasEnded(kept, context.Response))
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
        finally
        {
            if (counts)
            {
                gateway.Leave();
            }
        }
    }
}
