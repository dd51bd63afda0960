using Gateway.Api.Proxy;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Api.Protection.Breakers;

/// <summary>A step of the proxy: asks the breaker of the cluster before a request goes on, and tells it how that ended.</summary>
internal sealed class RouteBreaker(Breakers breakers)
{
    /// <summary>Metadata of a route that goes past the breaker: what heals a service must reach it while it fails.</summary>
    public const string MetadataKey = "Breaker";
    public const string Off = "off";

    public Task FollowAsync(HttpContext context, RequestDelegate next) =>
        context.GetReverseProxyFeature().Route.Config.Metadata?.GetValueOrDefault(MetadataKey) == Off ? next(context) : FollowBreakerAsync(context, next);

    private async Task FollowBreakerAsync(HttpContext context, RequestDelegate next)
    {
        var breaker = breakers.Of(context.GetReverseProxyFeature().Cluster.Config.ClusterId);
        if (!breaker.TryEnter(out var pass))
        {
            breakers.Refused(breaker);
            OpenCircuits.Note(context, breaker.Service);
            await CircuitOpenAnswer.WriteAsync(context.Response, breaker);
            return;
        }

        if (pass.Probe is not null)
        {
            // A stream or a WebSocket ends when its client likes: the head of the answer decides.
            context.Response.OnStarting(() =>
            {
                breaker.Leave(pass, Judge(context));
                return Task.CompletedTask;
            });
        }

        try
        {
            await next(context);
        }
        finally
        {
            breaker.Leave(pass, Judge(context));
        }
    }

    private static CallVerdict Judge(HttpContext context) => context.GetForwarderErrorFeature() switch
    {
        null => OfStatus(context),
        _ when IsClientGone(context) => CallVerdict.None,
        { Error: ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled or ForwarderError.ResponseBodyCanceled } => CallVerdict.Busy,
        { Error: ForwarderError.Request or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination } => CallVerdict.Failed,
        _ => CallVerdict.None,
    };

    private static bool IsClientGone(HttpContext context) => context.RequestAborted.IsCancellationRequested && !TimedOut.IsOver(context);

    private static CallVerdict OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status500InternalServerError or StatusCodes.Status502BadGateway or StatusCodes.Status504GatewayTimeout => CallVerdict.Failed,
        StatusCodes.Status503ServiceUnavailable => context.Features.Get<WasShed>() is null ? CallVerdict.Busy : CallVerdict.None,
        _ => CallVerdict.Good,
    };
}
