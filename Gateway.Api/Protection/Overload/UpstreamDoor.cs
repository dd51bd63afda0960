namespace Gateway.Api.Protection.Overload;

/// <summary>Asks, before a call, whether the service and the gateway have room for it.</summary>
internal sealed class UpstreamDoor(UpstreamLimits limits, GatewayLimit gateway, OverloadMetrics metrics)
{
    /// <summary>Begins a call, or answers false: it is not to be made.</summary>
    /// <param name="service">Whom it goes to.</param>
    /// <param name="isOptional">Whether an answer can do without it: such calls are the first to be left out.</param>
    /// <param name="limit">Whom to tell how the call ended, with <paramref name="entry"/>.</param>
    /// <param name="entry">The call.</param>
    public bool TryEnter(string service, bool isOptional, out AdaptiveLimit limit, out AdaptiveLimit.Entry entry)
    {
        limit = limits.Of(service);
        if (isOptional && gateway.IsUnderPressure)
        {
            entry = default;
            metrics.Shed(OverloadMetrics.Gateway, service);
            return false;
        }

        if (!limit.TryEnter(isOptional, out entry))
        {
            metrics.Shed(OverloadMetrics.Upstream, service);
            return false;
        }

        return true;
    }

    /// <summary>What the limit learns from a status: a quick error says nothing of the time that an answer takes.</summary>
    public static CallOutcome OutcomeOf(int status) =>
        status < StatusCodes.Status500InternalServerError ? CallOutcome.Answered : CallOutcome.Failed;
}
