using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using static Microsoft.AspNetCore.WebUtilities.WebEncoders;

namespace EndToEnd.Browser.Issuer;

/// <summary>
/// A small OpenID provider over https: published settings and keys, a page where one signs in, codes that work once and only with
/// their verifier, and access tokens signed by RSA.
/// </summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string ClientId = "console";
    public const string Audience = "backend";

    private readonly WebApplication app;
    private readonly IssuerKeys keys;
    private readonly ConcurrentDictionary<string, Asked> asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Asked Asked, string User)> codes = new(StringComparer.Ordinal);

    private TestIssuer(WebApplication app, IssuerKeys keys) => (this.app, this.keys) = (app, keys);

    /// <summary>Address that tokens name as their issuer.</summary>
    public string Address => app.Urls.Single();

    /// <summary>PEM file of the certificate, for who must trust it.</summary>
    public string CertificateFile => keys.CertificateFile;

    /// <summary>Where codes may be sent; set when the client's address is known.</summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>How long a token lives.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Users that may sign in, and their roles.</summary>
    public IReadOnlyDictionary<string, string[]> Users { get; } = new Dictionary<string, string[]> { ["Olga"] = ["operator"], ["Greta"] = [] };

    public static async Task<TestIssuer> StartAsync()
    {
        var keys = IssuerKeys.Create();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(keys.Certificate)));
        var issuer = new TestIssuer(builder.Build(), keys);
        issuer.app.MapGet("/.well-known/openid-configuration", issuer.Settings);
        issuer.app.MapGet("/keys", () => new { keys = new[] { keys.Published } });
        issuer.app.MapGet("/authorize", issuer.Ask);
        issuer.app.MapGet("/decide", issuer.Decide);
        issuer.app.MapPost("/token", issuer.RedeemAsync);
        await issuer.app.StartAsync();
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        keys.Dispose();
    }

    private object Settings() => new
    {
        issuer = Address,
        authorization_endpoint = $"{Address}/authorize",
        token_endpoint = $"{Address}/token",
        jwks_uri = $"{Address}/keys",
        response_types_supported = new[] { "code" },
        subject_types_supported = new[] { "public" },
        id_token_signing_alg_values_supported = new[] { "RS256" },
        code_challenge_methods_supported = new[] { "S256" },
    };

    /// <summary>The page where one signs in: a link for each user, and one to refuse.</summary>
    private IResult Ask(HttpRequest request)
    {
        var query = request.Query;
        var isRight = query["client_id"] == ClientId && query["redirect_uri"] == RedirectUri && query["response_type"] == "code"
            && query["code_challenge_method"] == "S256" && query["code_challenge"].ToString().Length == 43;
        if (!isRight)
        {
            // Never a redirect to an address that is not the client's own.
            return Results.BadRequest("The client, its address or its challenge is not right.");
        }

        var id = Guid.NewGuid().ToString("n");
        asked[id] = new(query["state"]!, query["code_challenge"]!);
        var links = string.Concat(Users.Keys.Select(user => $"<li><a href=\"/decide?id={id}&amp;user={user}\">Continue as {user}</a></li>"));
        return Results.Content(
            $"<!doctype html><html lang=\"en\"><title>Test issuer</title><h1>Test issuer</h1><ul>{links}<li><a href=\"/decide?id={id}\">Refuse</a></li></ul></html>",
            "text/html; charset=utf-8");
    }

    private IResult Decide(string id, string? user = null)
    {
        if (!asked.TryRemove(id, out var request))
        {
            return Results.NotFound();
        }

        var answer = new Dictionary<string, string?> { ["state"] = request.State };
        if (user is null)
        {
            (answer["error"], answer["error_description"]) = ("access_denied", "The user refused.");
        }
        else
        {
            answer["code"] = Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
            codes[answer["code"]!] = (request, user);
        }

        return Results.Redirect(QueryHelpers.AddQueryString(RedirectUri, answer));
    }

    private async Task<IResult> RedeemAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var user = form["grant_type"] == "authorization_code" && form["client_id"] == ClientId && form["redirect_uri"] == RedirectUri
            && codes.TryRemove(form["code"].ToString(), out var code)
            && Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == code.Asked.Challenge
            ? code.User
            : null;
        return user is not null
            ? Results.Json(new { access_token = keys.Token(Address, Audience, user, Users[user], Lifetime), token_type = "Bearer", expires_in = (int)Lifetime.TotalSeconds })
            : Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
    }

    private sealed record Asked(string State, string Challenge);
}
