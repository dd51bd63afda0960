using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Api.Protection.ApiKeys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authentication;
using Support;

namespace Gateway.Api.Tests.Protection.ApiKeys;

/// <summary>Who may call a route that asks for a scope.</summary>
public sealed class ScopeTests : IAsyncLifetime
{
    private const string Key = "gk_a-key-of-a-test";
    private const string OtherKey = "gk_a-key-without-the-scope";
    private const string OldKey = "gk_a-key-that-has-expired";
    private static readonly SigningCredentials Own = new(new SymmetricSecurityKey(Convert.FromBase64String(TestTokens.Key)), SecurityAlgorithms.HmacSha256);

    private Upstream catalog = null!;
    private GatewayApp gateway = null!;

    public async ValueTask InitializeAsync()
    {
        catalog = await Upstream.StartAsync(Upstream.Json("1"));
        var settings = GatewayApp.Addresses(("catalog", catalog.Address));
        settings["ReverseProxy:Routes:catalog:AuthorizationPolicy"] = "scope:catalog.read";
        settings["Gateway:ApiKeys:shop:Sha256"] = ApiKeyStore.HashOf(Key);
        settings["Gateway:ApiKeys:shop:Scopes:0"] = "catalog.read";
        settings["Gateway:ApiKeys:other:Sha256"] = ApiKeyStore.HashOf(OtherKey);
        settings["Gateway:ApiKeys:other:Scopes:0"] = "catalog.reader";
        settings["Gateway:ApiKeys:old:Sha256"] = ApiKeyStore.HashOf(OldKey);
        settings["Gateway:ApiKeys:old:Scopes:0"] = "catalog.read";
        settings["Gateway:ApiKeys:old:ExpiresAt"] = "2020-01-01T00:00:00Z";
        gateway = new(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await catalog.DisposeAsync();
    }

    public static TheoryData<string, string, HttpStatusCode> Tokens => new()
    {
        { "the scope", Token(Own, scope: "catalog.read"), HttpStatusCode.OK },
        { "the scope among others", Token(Own, scope: "a catalog.read b"), HttpStatusCode.OK },
        { "the scope as scp", Token(Own, scope: "catalog.read", claim: "scp"), HttpStatusCode.OK },
        { "a longer scope", Token(Own, scope: "catalog.read.all"), HttpStatusCode.Forbidden },
        { "no scope", Token(Own, scope: null), HttpStatusCode.Forbidden },
        { "the scope as another claim", Token(Own, scope: "catalog.read", claim: "roles"), HttpStatusCode.Forbidden },
        { "no signature", Unsigned("none"), HttpStatusCode.Unauthorized },
        { "no signature, in other letters", Unsigned("NoNe"), HttpStatusCode.Unauthorized },
        { "another key", Token(new(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)), SecurityAlgorithms.HmacSha256), "catalog.read"), HttpStatusCode.Unauthorized },
        { "another algorithm of the same key", Token(new(new SymmetricSecurityKey([.. Convert.FromBase64String(TestTokens.Key), .. new byte[32]]), SecurityAlgorithms.HmacSha512), "catalog.read"), HttpStatusCode.Unauthorized },
        { "RS256 of a key of one's own", Token(new(new RsaSecurityKey(RSA.Create(2048)), SecurityAlgorithms.RsaSha256), "catalog.read"), HttpStatusCode.Unauthorized },
        { "another audience", Token(Own, "catalog.read", audience: "elsewhere"), HttpStatusCode.Unauthorized },
        { "another issuer", Token(Own, "catalog.read", issuer: "https://elsewhere.example"), HttpStatusCode.Unauthorized },
        { "an end that is past", Token(Own, "catalog.read", expiresIn: TimeSpan.FromMinutes(-2)), HttpStatusCode.Unauthorized },
        { "a payload that was changed", Changed(Token(Own, scope: "nothing")), HttpStatusCode.Unauthorized },
        { "a key that the token brings along", WithOwnKey(), HttpStatusCode.Unauthorized },
    };

    [Theory]
    [MemberData(nameof(Tokens), DisableDiscoveryEnumeration = true)]
    public async Task A_token_opens_the_route_only_with_its_scope_and_every_forgery_is_refused(string what, string token, HttpStatusCode expected)
    {
        using var client = gateway.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");

        var answer = await client.GetAsync("/catalog/products/1");

        Assert.True(expected == answer.StatusCode, $"{what}: {answer.StatusCode}");
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, catalog.Targets.Count);
    }

    [Theory]
    [InlineData(Key, HttpStatusCode.OK)]
    [InlineData(OtherKey, HttpStatusCode.Forbidden)]
    [InlineData(OldKey, HttpStatusCode.Unauthorized)]
    [InlineData("gk_unknown", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task A_key_opens_the_route_with_its_scope(string? key, HttpStatusCode expected)
    {
        using var client = gateway.CreateClient();
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
        }

        Assert.Equal(expected, (await client.GetAsync("/catalog/products/1")).StatusCode);
    }

    [Fact]
    public async Task The_hash_of_a_key_opens_nothing()
    {
        using var client = gateway.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", ApiKeyStore.HashOf(Key));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/catalog/products/1")).StatusCode);
    }

    [Fact]
    public void A_new_key_is_printed_once_with_the_hash_that_is_kept()
    {
        var output = new StringWriter();

        Assert.Equal(0, NewKey.Run(["key", "shop", "catalog.read"], output, TextWriter.Null));

        var text = output.ToString();
        var key = text.Split('\n')[0].Split(": ")[1].Trim();
        var kept = JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..])!["shop"]!;
        Assert.Equal((ApiKeyStore.HashOf(key), "catalog.read"), ((string?)kept["Sha256"], (string?)kept["Scopes"]![0]));
        Assert.Equal(46, key.Length);
    }

    [Fact]
    public void A_key_in_the_place_of_its_hash_is_refused_and_not_shown()
    {
        var failure = Assert.Single(new ApiKeyOptionsValidator().Validate(null, new() { ["shop"] = new() { Sha256 = Key } }).Failures!);

        Assert.Equal("Gateway:ApiKeys:shop:Sha256 is malformed (value not shown); allowed: 64 hexadecimal digits.", failure);
    }

    private static string Token(
        SigningCredentials? signing, string? scope, string claim = "scope", string audience = DevelopmentTokens.Audience,
        string issuer = DevelopmentTokens.Issuer, TimeSpan? expiresIn = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { ["sub"] = "ada" };
        if (scope is not null)
        {
            claims[claim] = scope;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer, Audience = audience, Claims = claims, SigningCredentials = signing,
            IssuedAt = now.AddHours(-1), NotBefore = now.AddHours(-1), Expires = now + (expiresIn ?? TimeSpan.FromHours(1)),
        });
    }

    private static string Unsigned(string algorithm) => $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{Token(Own, "catalog.read").Split('.')[1]}.";

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        var payload = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!;
        payload["scope"] = "catalog.read";
        return $"{parts[0]}.{Encode(payload.ToJsonString())}.{parts[2]}";
    }

    private static string WithOwnKey()
    {
        using var rsa = RSA.Create(2048);
        var key = rsa.ExportParameters(includePrivateParameters: false);
        var header = JsonSerializer.Serialize(new { alg = "RS256", typ = "JWT", jwk = new { kty = "RSA", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } });
        var signed = $"{Encode(header)}.{Token(Own, "catalog.read").Split('.')[1]}";
        return $"{signed}.{Base64UrlEncoder.Encode(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);
}
