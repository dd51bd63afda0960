using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authentication;
using Support;

namespace ServiceDefaults.Tests.Authentication;

public sealed class TokenTests
{
    private static readonly SigningCredentials Own = new(
        new SymmetricSecurityKey(Convert.FromBase64String(TestTokens.Key)), SecurityAlgorithms.HmacSha256);

    public static TheoryData<string, string> Refused => new()
    {
        { "signed by nobody", Token(signing: null) },
        { "signed with another key", Token(new(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)), SecurityAlgorithms.HmacSha256)) },
        { "signed with RS256", Token(new(new RsaSecurityKey(RSA.Create(2048)), SecurityAlgorithms.RsaSha256)) },
        { "for another audience", Token(Own, audience: "elsewhere") },
        { "of another issuer", Token(Own, issuer: "https://elsewhere.example") },
        { "expired", Expired() },
        { "no token", "eyJhbGciOiJIUzI1NiJ9" },
    };

    [Fact]
    public async Task A_development_token_signs_its_user_in()
    {
        await using var service = await StartAsync();
        Assert.Equal("alice", await ReadAsync(await service.GetAsync("/me", TestTokens.For("alice"))));
        Assert.Equal("alice", await ReadAsync(await service.GetAsync("/me", Token(Own))));
    }

    [Fact]
    public async Task A_role_of_the_token_opens_what_asks_for_it_and_its_lack_is_forbidden()
    {
        await using var service = await StartAsync();
        Assert.Equal("alice", await ReadAsync(await service.GetAsync("/admin", TestTokens.For("alice", Roles.Admin))));
        await ShouldRefuseAsync(await service.GetAsync("/admin", TestTokens.For("alice", Roles.Moderator)), HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task A_token_that_is_not_ours_is_refused(string why, string token)
    {
        Assert.NotEmpty(why);
        await using var service = await StartAsync();
        await ShouldRefuseAsync(await service.GetAsync("/me", token), HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task A_token_in_the_query_is_taken_by_hubs_only()
    {
        await using var service = await StartAsync();
        var token = TestTokens.For("alice");
        Assert.Equal("alice", await ReadAsync(await service.GetAsync($"/hubs/me?access_token={token}")));
        await ShouldRefuseAsync(await service.GetAsync($"/me?access_token={token}"), HttpStatusCode.Unauthorized, "unauthenticated");
        await ShouldRefuseAsync(await service.GetAsync($"/hubsters/me?access_token={token}"), HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Outside_Development_only_the_issuers_own_keys_sign()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "k1" };
        await using var service = await StartAsync("Production", key);

        Assert.Equal("alice", await ReadAsync(await service.GetAsync(
            "/me", Token(new(key, SecurityAlgorithms.RsaSha256), issuer: "https://issuer.example"))));
        await ShouldRefuseAsync(await service.GetAsync("/me", TestTokens.For("alice")), HttpStatusCode.Unauthorized, "unauthenticated");

        // The classic confusion: the public key, which everybody has, as the secret of an HMAC.
        var confused = new SymmetricSecurityKey(rsa.ExportSubjectPublicKeyInfo()) { KeyId = "k1" };
        await ShouldRefuseAsync(
            await service.GetAsync("/me", Token(new(confused, SecurityAlgorithms.HmacSha256), issuer: "https://issuer.example")),
            HttpStatusCode.Unauthorized,
            "unauthenticated");
        await ShouldRefuseAsync(
            await service.GetAsync("/me", Token(new(key, SecurityAlgorithms.RsaSha256), issuer: "https://elsewhere.example")),
            HttpStatusCode.Unauthorized,
            "unauthenticated");
    }

    [Fact]
    public async Task Outside_Development_no_symmetric_algorithm_is_on_the_list_and_nobody_issues_tokens()
    {
        await using var service = await StartAsync("Production");
        var bearer = service.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);

        Assert.Equal(
            ("https://issuer.example", "backend", true), (bearer.Authority, bearer.Audience, bearer.RequireHttpsMetadata));
        Assert.Equal(["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"], bearer.TokenValidationParameters.ValidAlgorithms);
        Assert.Null(bearer.TokenValidationParameters.IssuerSigningKey);
        Assert.Null(service.Services.GetService<DevelopmentTokens>());
    }

    [Fact]
    public async Task The_frameworks_own_configuration_brings_no_second_signing_key_in()
    {
        await using var service = await TestService.StartAsync(environment: "Production", settings: new()
        {
            ["Authentication:Schemes:Bearer:ValidIssuer"] = DevelopmentTokens.Issuer,
            ["Authentication:Schemes:Bearer:ValidAudience"] = DevelopmentTokens.Audience,
            ["Authentication:Schemes:Bearer:SigningKeys:0:Issuer"] = DevelopmentTokens.Issuer,
            ["Authentication:Schemes:Bearer:SigningKeys:0:Value"] = TestTokens.Key,
        });
        var bearer = service.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);

        Assert.Null(bearer.TokenValidationParameters.IssuerSigningKeys);
        Assert.Null(bearer.TokenValidationParameters.ValidIssuer);
        Assert.Equal("https://issuer.example", bearer.Authority);
    }

    private static Task<TestService> StartAsync(string environment = "Development", SecurityKey? issuerKey = null) => TestService.StartAsync(
        app =>
        {
            app.MapGet("/me", (HttpContext context) => context.User.UserId());
            app.MapGet("/hubs/me", (HttpContext context) => context.User.UserId());
            app.MapGet("/hubsters/me", (HttpContext context) => context.User.UserId());
            app.MapGet("/admin", (HttpContext context) => context.User.UserId()).RequireAuthorization(policy => policy.RequireRole(Roles.Admin));
        },
        builder =>
        {
            if (issuerKey is not null)
            {
                var issuer = new OpenIdConnectConfiguration { Issuer = "https://issuer.example", SigningKeys = { issuerKey } };
                builder.Services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, bearer =>
                    bearer.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(issuer));
            }
        },
        environment);

    private static string Token(SigningCredentials? signing, string issuer = DevelopmentTokens.Issuer, string audience = DevelopmentTokens.Audience)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = "alice" },
            SigningCredentials = signing,
        });
    }

    // Past the skew of 30 seconds, and no further.
    private static string Expired() =>
        new DevelopmentTokens(
            Options.Create(new SignInOptions { DevelopmentKey = TestTokens.Key }),
            new FakeTimeProvider(TimeProvider.System.GetUtcNow() - DevelopmentTokens.Lifetime - TimeSpan.FromSeconds(40)))
        .Issue("alice").Token;

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    private static async Task ShouldRefuseAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using (answer)
        {
            Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(code, problem.GetProperty("code").GetString());
        }
    }
}
