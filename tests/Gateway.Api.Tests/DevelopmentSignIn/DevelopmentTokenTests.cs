using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Support;

namespace Gateway.Api.Tests.DevelopmentSignIn;

public sealed class DevelopmentTokenTests : IAsyncLifetime
{
    private Upstream images = null!;
    private GatewayApp gateway = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        images = await Upstream.StartAsync(Upstream.Json("[]"));
        gateway = new(GatewayApp.Addresses(("imaging-api", images.Address)));
        client = gateway.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await images.DisposeAsync();
    }

    [Fact]
    public async Task A_token_signs_in_at_the_services_behind()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/images/1")).StatusCode);

        var answer = await client.PostAsJsonAsync("/dev/token", new { sub = "ada", name = "Ada", roles = new[] { "operator" } });
        var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string?)token["token"]);

        Assert.Equal(["token", "expiresAt"], token.Select(member => member.Key));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/images/1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/images")).StatusCode);
        Assert.Equal(["/images/1", "/images"], images.Targets);
    }

    [Theory]
    [InlineData("""{"sub":"ada"}""", "text/plain", HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")]
    [InlineData("""{"sub":"ada"}""", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")]
    [InlineData("""{"sub":""", "application/json", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"sub":"ada","role":"admin"}""", "application/json", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{}""", "application/json", HttpStatusCode.BadRequest, "subject-invalid")]
    [InlineData("""{"sub":"a\nb"}""", "application/json", HttpStatusCode.BadRequest, "subject-invalid")]
    [InlineData("""{"sub":"ada","roles":["root"]}""", "application/json", HttpStatusCode.BadRequest, "role-unknown")]
    public async Task A_request_that_is_not_one_for_a_token_is_refused(string body, string type, HttpStatusCode status, string code)
    {
        var answer = await client.PostAsync("/dev/token", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal((status, code), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task Another_host_name_gets_no_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dev/token")
        {
            Content = JsonContent.Create(new { sub = "ada" }),
            Headers = { Host = "rebound.example" },
        };

        var answer = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.Forbidden, "host-refused"), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task No_other_origin_is_let_in()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/dev/token")
        {
            Headers = { { "Origin", "https://evil.example" }, { "Access-Control-Request-Method", "POST" } },
        };

        var answer = await client.SendAsync(preflight);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Outside_development_there_is_no_such_address_and_no_faults()
    {
        await using var production = new GatewayApp([], "Production");
        using var stranger = production.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsJsonAsync("/dev/token", new { sub = "ada" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/catalog/faults")).StatusCode);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"];
}
