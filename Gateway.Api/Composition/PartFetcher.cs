using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Gateway.Api.Protection.Overload;
using Polly.Timeout;

namespace Gateway.Api.Composition;

/// <summary>Calls services for parts. It answers always: whatever goes wrong becomes a reason.</summary>
internal sealed class PartFetcher(IHttpClientFactory clients, CompositionMetrics metrics, TimeProvider time)
{
    /// <summary>Name of the client; its sockets are pooled for each address of a service.</summary>
    public const string ClientName = "composition";

    /// <summary>Header that tells a service how many milliseconds are left for its answer.</summary>
    public const string BudgetHeader = "X-Budget-Ms";

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private readonly HttpClient client = clients.CreateClient(ClientName);

    public async Task<PartAnswer> FetchAsync(ComposedPart part, string path, TimeSpan budgetLeft, CancellationToken cancellationToken)
    {
        var call = new Call(this, part, path, part.Timeout < budgetLeft ? part.Timeout : budgetLeft, time.GetTimestamp());
        var answer = await RunAsync(call, cancellationToken);
        answer.Elapsed = time.GetElapsedTime(call.StartedAt);
        return answer;
    }

    private static async Task<PartAnswer> RunAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Part.Pipeline.ExecuteAsync(
                static (call, token) => call.Fetcher.AttemptAsync(call, token), call, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutRejectedException or OperationCanceledException)
        {
            // The part's time, the budget's, or a client that went away and reads nothing more.
            return PartAnswer.Failed(PartReasons.Timeout);
        }
    }

    private async ValueTask<PartAnswer> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        metrics.Called();
        try
        {
            using var request = Request(call);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await PartBody.ReadAsync(response.Content, call.Part.BytesMax, cancellationToken),
                HttpStatusCode.ServiceUnavailable when response is ShedResponse => PartAnswer.Failed(PartReasons.Overloaded),
                HttpStatusCode.NoContent => PartAnswer.Failed(PartReasons.Empty, (int)response.StatusCode),
                HttpStatusCode.NotFound => PartAnswer.Failed(PartReasons.NotFound, (int)response.StatusCode),
                var other => PartAnswer.Failed(PartReasons.BadStatus, (int)other),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // The connect timeout of the socket handler: it looks like a cancellation, but nobody cancelled.
            return PartAnswer.Failed(PartReasons.Unreachable);
        }
        catch (HttpRequestException exception)
        {
            return PartAnswer.Failed(IsUnreachable(exception) ? PartReasons.Unreachable : PartReasons.Interrupted);
        }
        catch (IOException)
        {
            return PartAnswer.Failed(PartReasons.Interrupted);
        }
        catch (InvalidOperationException)
        {
            // Service discovery knows no address of that name.
            return PartAnswer.Failed(PartReasons.Unreachable);
        }
    }

    private HttpRequestMessage Request(Call call)
    {
        var left = call.Patience - time.GetElapsedTime(call.StartedAt);
        var request = new HttpRequestMessage(HttpMethod.Get, call.Part.Origin + call.Path)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Options.Set(UpstreamLimitHandler.IsOptional, !call.Part.IsRequired);
        request.Headers.Accept.Add(Json);
        request.Headers.Add(BudgetHeader, ((long)Math.Max(1, left.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private static bool IsUnreachable(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    /// <summary>What one call carries through its attempts, so that none of them closes over anything.</summary>
    private readonly record struct Call(PartFetcher Fetcher, ComposedPart Part, string Path, TimeSpan Patience, long StartedAt);
}
