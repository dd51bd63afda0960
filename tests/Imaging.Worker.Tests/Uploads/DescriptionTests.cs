using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Imaging.Worker.Tests.Uploads;

/// <summary>The API as its OpenAPI document tells it.</summary>
[Collection(ImagingCollection.Name)]
public sealed class DescriptionTests(ImagingServers servers)
{
    [Fact]
    public async Task Every_endpoint_is_described_with_its_answers_its_refusals_and_who_may_call()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        var document = await ReadAsync(api);
        var described = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Name: $"{operation.Key.ToUpperInvariant()} {path.Key}", Operation: operation.Value!)))
            .ToDictionary(one => one.Name, one => one.Operation);

        var mapped = api.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/images", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {PathOf(endpoint)}"));
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(described.Count, described.Values.Select(operation => (string?)operation["operationId"]).Where(id => id is not null).Distinct().Count());
        Assert.All(described, one =>
        {
            Assert.False(string.IsNullOrEmpty((string?)one.Value["summary"]), one.Key);
            var responses = one.Value["responses"]!.AsObject();
            Assert.Equal(["unauthenticated"], CodesOf(responses["401"]));
            Assert.True(responses.Any(response => response.Key[0] == '2' && (response.Key == "204" || one.Key.Contains("replay", StringComparison.Ordinal) || SchemaOf(response.Value) is not null)), $"{one.Key} does not say what it answers");
        });
        Assert.Equal("bearer", (string?)document["components"]!["securitySchemes"]!["bearer"]!["scheme"]);
        Assert.Equal("""[{"bearer":[]}]""", document["security"]!.ToJsonString());
        Assert.All(References(document), reference => Assert.NotNull(document["components"]!["schemas"]![reference.Split('/')[^1]]));
    }

    [Fact]
    public async Task Every_code_that_the_api_answers_with_is_described()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        var document = await ReadAsync(api);
        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation => operation.Value!["responses"]!.AsObject()).SelectMany(response => CodesOf(response.Value)).ToHashSet();

        // The rest of the table's codes are of images that failed: they stand in a status, and no request is refused with them.
        string[] refusals = [.. ErrorTable.CodesOf(typeof(ErrorCodes)).Except([ErrorCodes.AttemptsExhausted]), .. ErrorTable.CodesOf(typeof(Webhooks.ErrorCodes))];
        Assert.Empty(refusals.Except(described));
    }

    [Fact]
    public async Task A_refusal_is_one_that_its_endpoint_names()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api"), ("Imaging:Uploads:PendingPerOwnerMax", "1")]);
        var paths = (await ReadAsync(api))["paths"]!;
        using var ann = api.As("ann");
        using var nobody = new HttpClient { BaseAddress = ann.BaseAddress };
        var ticket = await ImagingService.ReserveAsync(ann);
        var good = new { fileName = "a", contentType = "image/png", length = 1, preset = "web" };
        (string Path, HttpResponseMessage Answer)[] refused =
        [
            ("/images", await ann.PostAsJsonAsync("/images", good with { fileName = "" })),
            ("/images", await ann.PostAsJsonAsync("/images", good)),
            ("/images", await ann.PostAsync("/images", new StringContent("{"))),
            ("/images", await ann.PostAsync("/images", JsonContent.Create("no object"))),
            ("/images", await nobody.PostAsJsonAsync("/images", good)),
            ("/images/{id}/complete", await ann.PostAsync($"/images/{ticket.Id}/complete", null)),
            ("/images/{id}/complete", await ann.PostAsync("/images/none/complete", null)),
            ("/images/{id}/replay", await ann.PostAsync($"/images/{ticket.Id}/replay", null)),
            ("/images/webhooks", await ann.PostAsJsonAsync("/images/webhooks", new { url = "ftp://example.com" })),
        ];
        foreach (var (path, answer) in refused)
        {
            var code = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
            Assert.Contains(code, CodesOf(paths[path]!["post"]!["responses"]![$"{(int)answer.StatusCode}"]));
            answer.Dispose();
        }
    }

    private static async Task<JsonNode> ReadAsync(ImagingService api)
    {
        using var client = api.As("nobody");
        client.DefaultRequestHeaders.Authorization = null;
        return JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
    }

    private static string PathOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal).TrimEnd('/');

    private static IEnumerable<string> CodesOf(JsonNode? response) =>
        response?["content"]?["application/problem+json"]?["schema"]?["properties"]?["code"]?["enum"]?.AsArray().Select(code => (string)code!) ?? [];

    private static JsonNode? SchemaOf(JsonNode? response) =>
        (response?["content"]?["application/json"] ?? response?["content"]?["text/event-stream"]) is { } content ? content["schema"] ?? content["itemSchema"] : null;

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(member => member is { Key: "$ref", Value: JsonValue value } ? [(string)value!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
