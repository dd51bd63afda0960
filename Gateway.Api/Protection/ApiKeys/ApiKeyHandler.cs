using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.ApiKeys;

/// <summary>Signs a program in by its key in the header <c>X-Api-Key</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyStore keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";

    /// <summary>Claim that names the key.</summary>
    public const string KeyClaim = "api-key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        var sent = Request.Headers[Header];
        if (sent.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (sent is not [{ } key] || keys.Find(key) is not { } found)
        {
            return AuthenticateResult.Fail("The key is unknown.");
        }

        return found.Settings.ExpiresAt <= TimeProvider.GetUtcNow()
            ? AuthenticateResult.Fail("The key has expired.")
            : AuthenticateResult.Success(new(new(Identity(found.Name, found.Settings)), SchemeName));
    }

    private static ClaimsIdentity Identity(string name, ApiKeySettings settings) => new(
        [new("sub", $"key:{name}"), new(KeyClaim, name), .. settings.Scopes.Select(scope => new Claim(ScopePolicies.Claim, scope))], SchemeName, "sub", "roles");
}
