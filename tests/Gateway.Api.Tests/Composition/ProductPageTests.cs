using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.Api.Tests.Composition;

/// <summary>The composition that ships, before the real services.</summary>
[Collection(Shop.Collection)]
public sealed class ProductPageTests(Shop shop)
{
    private static readonly string[] AllParts = ["price", "product", "recommendations", "reviews", "stock"];

    [Fact]
    public async Task A_product_page_is_the_five_answers_as_the_services_gave_them()
    {
        var page = JsonNode.Parse(await shop.Client.GetStringAsync("/api/products/42"))!.AsObject();

        Assert.Equal(AllParts, page.Select(member => member.Key));
        foreach (var (part, path) in new[]
        {
            ("product", "/catalog/products/42"), ("price", "/pricing/prices/42"), ("stock", "/inventory/stock/42"),
            ("reviews", "/reviews/reviews/42"), ("recommendations", "/recommendations/recommendations/42"),
        })
        {
            Assert.Equal(await shop.Client.GetStringAsync(path), page[part]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default }));
        }
    }

    [Fact]
    public async Task A_slow_optional_part_is_named_and_the_rest_comes_within_the_budget()
    {
        await using var faults = await FaultsAsync("inventory", new { hang = true });
        var watch = Stopwatch.StartNew();

        var response = await shop.Client.GetAsync("/api/products/42");
        var page = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"stock":"timeout"}""", page["_partial"]!.ToJsonString());
        Assert.Equal(["price", "product", "recommendations", "reviews", "_partial"], page.Select(member => member.Key));
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Matches("^price;dur=[0-9.]+;start=[0-9.]+;bytes=[0-9]+, .*stock;dur=[0-9.]+;desc=\"timeout\";start=[0-9.]+$", response.Headers.GetValues("Server-Timing").Single());
    }

    [Fact]
    public async Task A_required_part_that_fails_is_a_502_that_names_it()
    {
        await using var faults = await FaultsAsync("pricing", new { errorRate = 1, status = 503 });

        var (status, problem) = await ProblemAsync("/api/products/42");

        Assert.Equal(
            (HttpStatusCode.BadGateway, "part-failed", "price", "bad-status"),
            (status, (string?)problem["code"], (string?)problem["part"], (string?)problem["reason"]));
    }

    [Fact]
    public async Task A_required_part_that_hangs_is_a_504_that_names_it()
    {
        await using var faults = await FaultsAsync("catalog", new { hang = true });

        var (status, problem) = await ProblemAsync("/api/products/42");

        Assert.Equal(
            (HttpStatusCode.GatewayTimeout, "part-timed-out", "product", "timeout"),
            (status, (string?)problem["code"], (string?)problem["part"], (string?)problem["reason"]));
    }

    [Fact]
    public async Task An_unknown_product_is_a_404_also_while_the_price_fails()
    {
        var (status, problem) = await ProblemAsync("/api/products/999999");
        Assert.Equal((HttpStatusCode.NotFound, "part-not-found"), (status, (string?)problem["code"]));

        await using var faults = await FaultsAsync("pricing", new { errorRate = 1 });
        (status, problem) = await ProblemAsync("/api/products/999999");
        Assert.Equal((HttpStatusCode.NotFound, "product"), (status, (string?)problem["part"]));
    }

    [Theory]
    [InlineData("GET", "/catalog/products/7", HttpStatusCode.OK)]
    [InlineData("GET", "/recommendations/recommendations/7", HttpStatusCode.OK)]
    [InlineData("GET", "/catalog/products/0", HttpStatusCode.NotFound)]
    [InlineData("GET", "/catalog/health", HttpStatusCode.NotFound)]
    [InlineData("GET", "/catalog/products/%252e%252e/faults", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/catalog/products/..%2ffaults", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/catalog/products/7", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/nothing/here", HttpStatusCode.NotFound)]
    [InlineData("GET", "/", HttpStatusCode.OK)]
    [InlineData("GET", "/icon.svg", HttpStatusCode.OK)]
    public async Task An_address_answers_what_stands_there(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new(method), path);

        var response = await shop.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Faults_answer_only_to_a_local_name()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/catalog/faults") { Headers = { Host = "rebound.example" } };

        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.Client.SendAsync(request)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await shop.Client.GetAsync("/catalog/faults")).StatusCode);
    }

    private async Task<(HttpStatusCode Status, JsonObject Problem)> ProblemAsync(string path)
    {
        var response = await shop.Client.GetAsync(path);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>Sets faults through the gateway, and takes them back at the end.</summary>
    private async Task<IAsyncDisposable> FaultsAsync(string service, object faults)
    {
        (await shop.Client.PutAsJsonAsync($"/{service}/faults", faults)).EnsureSuccessStatusCode();
        return new Ending(async () => (await shop.Client.PutAsJsonAsync($"/{service}/faults", new { })).EnsureSuccessStatusCode());
    }

    private sealed class Ending(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }
}
