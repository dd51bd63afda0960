using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Api.Composition.Parts;

namespace Gateway.Api.OpenApi;

/// <summary>The services' own OpenAPI documents, where they have one: asked for once a minute at most, and never for long.</summary>
internal sealed class ServiceDocuments(PartTransport transport, IServiceAddresses addresses, TimeProvider time)
{
    /// <summary>Where an ASP.NET Core service has its document.</summary>
    public const string Path = "/openapi/v1.json";

    private const int BytesMax = 2 * 1024 * 1024;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (long At, JsonObject? Document)> known = new(StringComparer.Ordinal);

    public async Task<JsonObject?> OfAsync(string service, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(service, out var found) && time.GetElapsedTime(found.At) < Fresh)
        {
            return found.Document;
        }

        var document = await FetchAsync(service, cancellationToken);
        known[service] = (time.GetTimestamp(), document);
        return document;
    }

    private async Task<JsonObject?> FetchAsync(string service, CancellationToken cancellationToken)
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
                return null;
            }

            using var answer = await PartBody.ReadAsync(response.Content, BytesMax, clock.Token);
            return answer.Reason is null ? JsonNode.Parse(answer.Body) as JsonObject : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException or JsonException)
        {
            // A service without a document, or without a pulse, has no schema: any value.
            return null;
        }
    }
}
