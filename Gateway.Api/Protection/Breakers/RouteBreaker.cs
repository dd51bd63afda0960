using Gateway.Api.Proxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Protection.Breakers;

/// <summary>Asks the breaker of the cluster before a request of a route goes on, and tells it how that ended.</summary>
internal sealed class RouteBreaker(Breakers breakers)
{
    /// <summary>Metadata of a route that goes past the breaker: what heals a service must reach it while it fails.</summary>
    public const string MetadataKey = "Breaker";
    public const string Off = "off";

    /// <summary>Begins a call, or answers false: it is to be refused.</summary>
    public bool TryEnter(HttpContext context, IReverseProxyFeature proxy, out Turn turn)
    {
        turn = default;
        if (proxy.Route.Config.Metadata is { } metadata && metadata.TryGetValue(MetadataKey, out var value) && value == Off)
        {
            return true;
        }

        var breaker = breakers.Of(proxy.Cluster.Config.ClusterId);
        var isIn = breaker.TryEnter(out var pass);
        turn = new(breaker, pass);
        if (!isIn)
        {
            breakers.Refused(breaker);
        }
        else if (pass.Probe is not null)
        {
            LeaveWithTheHead(context, turn);
        }

        return isIn;
    }

    /// <summary>Answers a request whose service is not called.</summary>
    public static Task RefuseAsync(HttpContext context, Turn turn)
    {
        OpenCircuits.Note(context, turn.Breaker!.Service);
        return CircuitOpenAnswer.WriteAsync(context.Response, turn.Breaker);
    }

    /// <summary>Ends a call.</summary>
    public static void Leave(HttpContext context, Turn turn) => turn.Breaker?.Leave(turn.Pass, Judge(context));

    /// <summary>A stream or a WebSocket ends when its client likes: the head of the answer to a probe decides.</summary>
    private static void LeaveWithTheHead(HttpContext context, Turn turn) => context.Response.OnStarting(() =>
    {
        Leave(context, turn);
        return Task.CompletedTask;
    });

    /// <param name="Breaker">Whom to tell how the call ended; null: nobody.</param>
    /// <param name="Pass">What it let through.</param>
    internal readonly record struct Turn(Breaker? Breaker, Breaker.Pass Pass);

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
