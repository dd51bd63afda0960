using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Api.Tests.Console;

/// <summary>Code and PKCE against an issuer that checks what it is given.</summary>
public sealed class CodeSignInTests
{
    private const string Verifier = "0123456789-0123456789-0123456789-0123456789";
    private static readonly string Challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    [Fact]
    public async Task The_browser_is_led_to_the_issuer_and_its_code_becomes_a_token()
    {
        await using var issuer = await Upstream.StartAsync(Redeem);
        await using var gateway = Gateway(issuer.Address);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Address };

        using var led = await client.GetAsync($"/console/sign-in?challenge={Challenge}&state={new string('s', 43)}");
        var query = HttpUtility.ParseQueryString(led.Headers.Location!.Query);
        using var redeemed = await client.PostAsJsonAsync("/console/sign-in", new { code = "good", verifier = Verifier });
        var token = await redeemed.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Found, led.StatusCode);
        Assert.Equal($"{issuer.Address}/authorize", led.Headers.Location.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", "console", "S256", Challenge), (query["response_type"], query["client_id"], query["code_challenge_method"], query["code_challenge"]));
        Assert.Equal(gateway.Address.ToString(), query["redirect_uri"]);
        Assert.Equal("openid profile", query["scope"]);
        Assert.Equal("the token", token.GetProperty("token").GetString());
        Assert.True(redeemed.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("stolen", Verifier, HttpStatusCode.BadRequest, "sign-in-refused")]
    [InlineData("good", "0123456789-0123456789-0123456789-another-one", HttpStatusCode.BadRequest, "sign-in-refused")]
    [InlineData("good", "short", HttpStatusCode.BadRequest, "sign-in-refused")]
    [InlineData("broken", Verifier, HttpStatusCode.ServiceUnavailable, "issuer-away")]
    public async Task What_the_issuer_refuses_is_refused(string code, string verifier, HttpStatusCode expected, string expectedCode)
    {
        await using var issuer = await Upstream.StartAsync(Redeem);
        await using var gateway = Gateway(issuer.Address);
        using var client = gateway.CreateClient();

        using var answer = await client.PostAsJsonAsync("/console/sign-in", new { code, verifier });
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((expected, expectedCode), (answer.StatusCode, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Where_no_client_is_configured_there_is_no_such_sign_in()
    {
        await using var gateway = new GatewayApp([], "Production");
        using var client = gateway.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/console/sign-in?challenge={Challenge}&state={new string('s', 43)}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync("/console/sign-in", new { code = "good", verifier = Verifier })).StatusCode);
    }

    private static GatewayApp Gateway(string issuer) => new(new() { ["Auth:ClientId"] = "console" }, "Production", services =>
        services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(
                new() { AuthorizationEndpoint = $"{issuer}/authorize", TokenEndpoint = $"{issuer}/token" })));

    /// <summary>The token endpoint: gives a token for the code and verifier that belong together.</summary>
    private static async Task Redeem(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["code"] == "broken")
        {
            await context.Response.WriteAsync("<html>");
            return;
        }

        var isGood = form["code"] == "good" && form["code_verifier"] == Verifier && form["client_id"] == "console" && form["grant_type"] == "authorization_code";
        context.Response.StatusCode = isGood ? 200 : 400;
        await context.Response.WriteAsJsonAsync(isGood ? new { access_token = "the token", expires_in = 600 } : (object)new { error = "invalid_grant" });
    }
}
