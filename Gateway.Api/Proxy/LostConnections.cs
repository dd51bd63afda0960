using System.Diagnostics.Metrics;
using Gateway.Api.Composition;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Tracing;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Api.Proxy;

/// <summary>
/// A connection that dies before its answer is nobody's fault: a node that stops closes it in the moment in which it is used again. A
/// request that changes nothing and has no body is made once more, to another node where there is one. It spends from the budget that
/// the service's composed answers spend from, so a service in trouble is not asked twice as much.
/// </summary>
internal sealed class LostConnections
{
    private readonly PlanStore plans;
    private readonly Counter<long> replays;

    public LostConnections(PlanStore plans, IMeterFactory meters)
    {
        this.plans = plans;
        replays = meters.Create(CompositionMetrics.Name).CreateCounter<long>(
            "gateway.route.replays", "{request}", "Requests of routes that were made once more, since their connection died before an answer.");
    }

    /// <summary>A request of a route fills the budget of its service.</summary>
    public void Earn(string service) => plans.Budgets.Of(service).Earn(plans.Current.ExtraCallsPercent);

    /// <summary>Whether the request's connection died before an answer, and it may be made once more; it is paid for then.</summary>
    public bool MayBeMadeAgain(HttpContext context, string service) =>
        IsLost(context) && MayBeRepeated(context) && plans.Budgets.Of(service).TrySpend();

    /// <summary>Says that it is, and chooses a node.</summary>
    public void MakeAgain(HttpContext context, string service)
    {
        Tell(context, service);
        Choose(context);
    }

    /// <summary>Nothing of an answer has come, and the request's time is not over: its token is also that of the route's time.</summary>
    private static bool IsLost(HttpContext context) =>
        context.GetForwarderErrorFeature() is { Error: ForwarderError.Request, Exception: HttpRequestException { InnerException: LostConnectionException } }
        && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested;

    private static bool MayBeRepeated(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method))
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };

    private void Tell(HttpContext context, string service)
    {
        replays.Add(1, new KeyValuePair<string, object?>("gateway.service", service));
        context.Features.Set(new Replayed(service));
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
        {
            span.AddEvent(new(PartTrace.Replay));
        }
    }

    private static void Choose(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        if (proxy.ProxiedDestination is { } lost && !OtherDestinations.Offer(context, [lost]))
        {
            // The only node there is: on another connection.
            OtherDestinations.OfferAll(context, [lost]);
        }
    }
}

/// <summary>A request was made once more, since its connection died: for its access line.</summary>
/// <param name="Service">Whose connection.</param>
internal sealed record Replayed(string Service);
