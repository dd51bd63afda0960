using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Protection.Overload;

/// <summary>
/// Lets a request in only if the gateway and the services that it needs have room for it. It stands before authentication: what is
/// refused must cost less than what is served. Routes of clusters whose metadata say <c>Concurrency: unbounded</c> pass, since their
/// requests stay for hours: WebSockets, long polling, event streams.
/// </summary>
internal sealed class Admission(GatewayLimit gateway, UpstreamLimits upstreams, OverloadMetrics metrics, IOptions<OverloadOptions> options) : IMiddleware
{
    public const string MetadataKey = "Concurrency";
    public const string Unbounded = "unbounded";

    private readonly TimeSpan retryAfter = options.Value.RetryAfter;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<UpstreamsNeeded>() is { } needed)
        {
            return AdmitAsync(context, next, needed.Services);
        }

        return metadata?.GetMetadata<RouteModel>()?.Cluster is { } cluster && IsBounded(cluster)
            ? AdmitAsync(context, next, [cluster.ClusterId])
            : next(context);
    }

    /// <summary>Whether calls to a cluster are counted and limited.</summary>
    public static bool IsBounded(ClusterState cluster) => IsBounded(cluster.Model.Config.Metadata);

    /// <summary>The same by the cluster's metadata.</summary>
    public static bool IsBounded(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is null || !metadata.TryGetValue(MetadataKey, out var value) || value != Unbounded;

    private async Task AdmitAsync(HttpContext context, RequestDelegate next, IReadOnlyList<string> services)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (!upstreams.Of(services[i]).HasRoom())
            {
                metrics.Shed(OverloadMetrics.Upstream, services[i]);
                await OverloadAnswer.WriteAsync(context.Response, retryAfter);
                return;
            }
        }

        if (!gateway.TryEnter())
        {
            metrics.Shed(OverloadMetrics.Gateway, "");
            await OverloadAnswer.WriteAsync(context.Response, retryAfter);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            gateway.Leave();
        }
    }
}
