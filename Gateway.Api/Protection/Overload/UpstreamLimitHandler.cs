namespace Gateway.Api.Protection.Overload;

/// <summary>
/// Asks the limit of a service before each call: that of the cluster that it belongs to, else the one that the call names, else its host,
/// which is the service's name where the handler stands before service discovery.
/// </summary>
internal sealed class UpstreamLimitHandler(UpstreamLimits limits, GatewayLimit gateway, OverloadMetrics metrics, string? service = null) : DelegatingHandler
{
    /// <summary>Set on the call of a part that an answer can do without: such calls are the first to be left out.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsOptional = new("gateway.optional");

    /// <summary>Set on a call whose address is resolved already: the service that it goes to.</summary>
    public static readonly HttpRequestOptionsKey<string> Service = new("gateway.service");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = service ?? (request.Options.TryGetValue(Service, out var named) ? named : request.RequestUri!.Host);
        var limit = limits.Of(name);
        var isOptional = request.Options.TryGetValue(IsOptional, out var optional) && optional;
        if (isOptional && gateway.IsUnderPressure)
        {
            return Shed(request, name, OverloadMetrics.Gateway);
        }

        if (!limit.TryEnter(isOptional, out var entry))
        {
            return Shed(request, name, OverloadMetrics.Upstream);
        }

        var outcome = CallOutcome.Failed;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            outcome = (int)response.StatusCode < StatusCodes.Status500InternalServerError ? CallOutcome.Answered : CallOutcome.Failed;
            return response;
        }
        catch (OperationCanceledException)
        {
            outcome = CallOutcome.GivenUp;
            throw;
        }
        finally
        {
            limit.Leave(entry, outcome);
        }
    }

    private ShedResponse Shed(HttpRequestMessage request, string name, string by)
    {
        metrics.Shed(by, name);
        return new() { RequestMessage = request };
    }
}
