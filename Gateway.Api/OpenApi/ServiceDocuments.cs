using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Api.Composition.Parts;

namespace Gateway.Api.OpenApi;

/// <summary>
/// The services' own OpenAPI documents, where they have one: asked for once a minute at most, and never for long. A service that does not
/// answer keeps the document that it gave before, and is soon asked again: it may only be starting.
/// </summary>
internal sealed class ServiceDocuments(PartTransport transport, IServiceAddresses addresses, TimeProvider time)
{
    /// <summary>Where an ASP.NET Core service has its document.</summary>
    public const string Path = "/openapi/v1.json";

    private const int BytesMax = 2 * 1024 * 1024;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>The documents of these services, asked for at the same time; null for a service that has none, or never answered.</summary>
    public async Task<IReadOnlyDictionary<string, JsonObject?>> OfAsync(IEnumerable<string> services, CancellationToken cancellationToken)
    {
        var documents = await Task.WhenAll(services.Distinct(StringComparer.Ordinal)
            .Select(async service => KeyValuePair.Create(service, await OfAsync(service, cancellationToken))));
        return new Dictionary<string, JsonObject?>(documents, StringComparer.Ordinal);
    }

    private async Task<JsonObject?> OfAsync(string service, CancellationToken cancellationToken)
    {
        var before = known.GetValueOrDefault(service);
        if (before is not null && time.GetElapsedTime(before.At) < before.Lasts)
        {
            return before.Document;
        }

        var now = await FetchAsync(service, cancellationToken) is { } answer
            ? new Known(time.GetTimestamp(), Fresh, answer.Document)
            : new Known(time.GetTimestamp(), AskAgain, before?.Document);
        known[service] = now;
        return now.Document;
    }

    /// <summary>What the service says, which may be that it has no document; null: it does not answer.</summary>
    private async Task<Answer?> FetchAsync(string service, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(Patience, time);
        using var link = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), clock);
        try
        {
            var nodes = await addresses.OfAsync(service, clock.Token);
            using var request = new HttpRequestMessage(HttpMethod.Get, nodes.Next() + Path);
            using var response = await transport.SendAsync(request, clock.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (int)response.StatusCode < 500 ? new(null) : null;
            }

            using var body = await PartBody.ReadAsync(response.Content, BytesMax, clock.Token);
            return new(body.Reason is null ? JsonReading.Parse(body.Body) : null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // A reader who went away learns nothing of the service.
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private readonly record struct Answer(JsonObject? Document);

    private sealed record Known(long At, TimeSpan Lasts, JsonObject? Document);
}
