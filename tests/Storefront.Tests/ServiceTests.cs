using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Storefront.Tests;

public sealed class ServiceTests
{
    [Theory]
    [InlineData("Catalog", "/products/")]
    [InlineData("pricing", "/prices/")]
    [InlineData("Inventory", "/stock/")]
    [InlineData("Reviews", "/reviews/")]
    [InlineData("Recommendations", "/recommendations/")]
    public async Task A_process_serves_its_own_service_and_no_other(string service, string path)
    {
        await using var app = new StorefrontApp(service);

        var known = await app.Client.GetAsync(path + "1");
        var unknown = await app.Client.GetAsync(path + "none");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (known.StatusCode, known.Content.Headers.ContentType?.MediaType));
        Assert.NotNull(known.Headers.CacheControl?.MaxAge);
        Assert.Equal((HttpStatusCode.NotFound, "product-unknown"), (unknown.StatusCode, await StorefrontApp.CodeAsync(unknown)));
        foreach (var other in new[] { "/products/1", "/prices/1", "/stock/1", "/reviews/1", "/recommendations/1" }.Where(other => !other.StartsWith(path, StringComparison.Ordinal)))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync(other)).StatusCode);
        }
    }

    [Theory]
    [InlineData("Catalog", "/products/")]
    [InlineData("Pricing", "/prices/")]
    [InlineData("Inventory", "/stock/")]
    [InlineData("Reviews", "/reviews/")]
    [InlineData("Recommendations", "/recommendations/")]
    public async Task A_service_describes_what_it_answers(string service, string path)
    {
        await using var app = new StorefrontApp(service, "Production");

        var document = JsonNode.Parse(await app.Client.GetStringAsync("/openapi/v1.json"))!;
        var answer = JsonNode.Parse(await app.Client.GetStringAsync(path + "1"))!.AsObject();

        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        var schema = (string)Assert.Single(document["paths"]!.AsObject(), found => found.Key == path + "{id}").Value!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!;
        var described = document["components"]!["schemas"]![schema.Split('/')[^1]]!["properties"]!.AsObject();
        Assert.Equal(answer.Select(member => member.Key), described.Select(property => property.Key));
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Every_endpoint_decides_who_may_call_it(string environment)
    {
        await using var app = new StorefrontApp("Catalog", environment);

        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null,
            endpoint.DisplayName));
        Assert.Contains(endpoints, endpoint => endpoint.DisplayName!.Contains("/products/{id}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Wholesale")]
    [InlineData(null)]
    public void An_unknown_service_is_a_line_that_names_the_known_ones(string? service)
    {
        var result = new StorefrontOptionsValidator().Validate(null, new() { Service = service });

        Assert.Equal(
            [$"Storefront:Service is '{service}'; allowed: Catalog, Inventory, Pricing, Recommendations, Reviews."], result.Failures);
    }

    [Fact]
    public void Every_code_stands_in_the_table() => Assert.Empty(ErrorTable.MissingFrom(typeof(ErrorCodes)));
}
