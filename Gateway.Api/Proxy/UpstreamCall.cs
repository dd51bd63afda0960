using System.Diagnostics;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Protection.Overload;

namespace Gateway.Api.Proxy;

/// <summary>
/// A call of a route to its service: it asks the service's limit, takes the trace along, and is a span where somebody listens. The
/// framework's own step for traces makes its objects whether or not anybody does, and waits around each call; this one is that step and the
/// limit's in one.
/// </summary>
/// <param name="door">The limits.</param>
/// <param name="service">Whose limit, which is the name of the cluster; null: none.</param>
internal sealed class UpstreamCall(UpstreamDoor door, string? service) : DelegatingHandler
{
    /// <summary>What a client says of a trace: the server has made the request's own of it.</summary>
    private static readonly string[] OfTheClient = [.. DistributedContextPropagator.Current.Fields];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AdaptiveLimit? limit = null;
        AdaptiveLimit.Entry entry = default;
        if (service is not null && !door.TryEnter(service, isOptional: false, out limit, out entry))
        {
            return new ShedResponse { RequestMessage = request };
        }

        using var span = UpstreamSpan.Start(request);
        TakeAlong(span ?? Activity.Current, request);
        var (outcome, status, fault) = (CallOutcome.Failed, 0, (string?)null);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            status = (int)response.StatusCode;
            outcome = UpstreamDoor.OutcomeOf(status);
            return response;
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // The connection was not accepted in time, which the framework's client says as if the request had been given up: nothing of it was sent.
            fault = "connection_error";
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The node accepted no connection in time.", exception);
        }
        catch (Exception exception)
        {
            (outcome, fault) = (exception is OperationCanceledException ? CallOutcome.GivenUp : CallOutcome.Failed, UpstreamSpan.FaultOf(exception));
            throw;
        }
        finally
        {
            limit?.Leave(entry, outcome);
            WireFigures.Tell(span, status, fault);
        }
    }

    private static void TakeAlong(Activity? activity, HttpRequestMessage request)
    {
        if (activity is null)
        {
            return;
        }

        foreach (var name in OfTheClient)
        {
            request.Headers.Remove(name);
        }

        DistributedContextPropagator.Current.Inject(
            activity, request, static (carrier, name, value) => ((HttpRequestMessage)carrier!).Headers.TryAddWithoutValidation(name, value));
    }
}
