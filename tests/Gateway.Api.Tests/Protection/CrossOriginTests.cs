using System.Net;

namespace Gateway.Api.Tests.Protection;

/// <summary>Pages of other origins (CORS): those that are listed may call with their user's token, all others are told nothing.</summary>
public sealed class CrossOriginTests : IAsyncLifetime
{
    private const string Shop = "https://shop.example";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    private Upstream service = null!;
    private GatewayApp gateway = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Upstream.StartAsync(Upstream.Json("1"));
        var settings = GatewayApp.Addresses(("catalog", service.Address), ("pricing", service.Address), ("chat", service.Address));
        settings["Gateway:Protection:CorsOrigins:0"] = Shop;
        settings["Gateway:Protection:CorsOrigins:1"] = "http://localhost:5173";
        gateway = new(settings);
        client = gateway.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/products/1", HttpStatusCode.OK)]
    [InlineData("/catalog/products/1", HttpStatusCode.OK)]
    [InlineData("/rooms", HttpStatusCode.Unauthorized)]
    [InlineData("/nothing/here", HttpStatusCode.NotFound)]
    public async Task A_listed_page_may_read_what_it_is_answered_refusals_too(string path, HttpStatusCode status)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, Shop);

        Assert.Equal((status, Shop, "true"), (answer.StatusCode, One(answer, AllowOrigin), One(answer, "Access-Control-Allow-Credentials")));
        Assert.Contains("Origin", answer.Headers.Vary);
        Assert.Contains("ETag", One(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://shop.example.evil.example")]
    [InlineData("https://evil-shop.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_may_read_nothing(string origin)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/products/1", origin);
        using var preflight = await PreflightAsync("/api/products/1", origin, "GET", "authorization");

        Assert.Null(One(answer, AllowOrigin));
        Assert.Null(One(preflight, AllowOrigin));
    }

    [Theory]
    [InlineData("/api/products/1", "GET", "authorization,if-none-match")]
    [InlineData("/rooms", "POST", "authorization,content-type")]
    [InlineData("/images/1", "DELETE", "authorization,x-requested-with")]
    [InlineData("/hubs/chat/negotiate", "POST", "authorization,x-signalr-user-agent")]
    public async Task A_listed_page_may_ask_before_it_sends_and_no_service_hears_of_it(string path, string method, string headers)
    {
        using var answer = await PreflightAsync(path, Shop, method, headers);

        Assert.Equal((HttpStatusCode.NoContent, Shop, "true", "600"), (answer.StatusCode, One(answer, AllowOrigin), One(answer, "Access-Control-Allow-Credentials"), One(answer, "Access-Control-Max-Age")));
        Assert.Contains(method, One(answer, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        foreach (var header in headers.Split(','))
        {
            Assert.Contains(header, One(answer, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Empty(service.Targets);
    }

    [Fact]
    public async Task A_header_that_is_not_listed_may_not_be_sent()
    {
        using var answer = await PreflightAsync("/api/products/1", Shop, "GET", "x-internal-user");

        Assert.DoesNotContain("x-internal-user", One(answer, "Access-Control-Allow-Headers") ?? "", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_a_listed_origin_no_address_knows_of_other_pages()
    {
        await using var closed = new GatewayApp(GatewayApp.Addresses(("catalog", service.Address), ("pricing", service.Address)));
        using var stranger = closed.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/products/1") { Headers = { { "Origin", Shop } } };
        using var answer = await stranger.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, null), (answer.StatusCode, One(answer, AllowOrigin)));
    }

    [Theory]
    [InlineData("https://shop.example/")]
    [InlineData("shop.example")]
    [InlineData("*")]
    [InlineData("ftp://shop.example")]
    public void What_is_no_origin_stops_the_start(string origin) => Assert.Equal(
        [$"Gateway:Protection:CorsOrigins holds '{origin}'; allowed: origins such as https://shop.example."],
        new Gateway.Api.Protection.ProtectionOptionsValidator().Validate(null, new() { CorsOrigins = [origin] }).Failures);

    private Task<HttpResponseMessage> PreflightAsync(string path, string origin, string method, string headers) =>
        SendAsync(HttpMethod.Options, path, origin, ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", headers));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin, params (string Name, string Value)[] more)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        foreach (var (name, value) in more)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request);
    }

    private static string? One(HttpResponseMessage answer, string header) => answer.Headers.TryGetValues(header, out var values) ? string.Join(',', values) : null;
}
