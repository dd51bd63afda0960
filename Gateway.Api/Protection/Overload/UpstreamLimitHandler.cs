namespace Gateway.Api.Protection.Overload;

/// <summary>
/// Asks the limit of a service before each call of a part: that which the call names, else its host, which is the service's name where the
/// handler stands before service discovery.
/// </summary>
internal sealed class UpstreamLimitHandler(UpstreamDoor door) : DelegatingHandler
{
    /// <summary>Set on the call of a part that an answer can do without: such calls are the first to be left out.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsOptional = new("gateway.optional");

    /// <summary>Set on a call whose address is resolved already: the service that it goes to.</summary>
    public static readonly HttpRequestOptionsKey<string> Service = new("gateway.service");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = request.Options.TryGetValue(Service, out var named) ? named : request.RequestUri!.Host;
        var isOptional = request.Options.TryGetValue(IsOptional, out var optional) && optional;
        if (!door.TryEnter(name, isOptional, out var limit, out var entry))
        {
            return new ShedResponse { RequestMessage = request };
        }

        var outcome = CallOutcome.Failed;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            outcome = UpstreamDoor.OutcomeOf((int)response.StatusCode);
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
}
