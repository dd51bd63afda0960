using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.ApiKeys;

/// <summary>
/// Policies of routes that need no registration: <c>scope:NAME</c> lets in whoever has the scope NAME in a token (<c>scope</c>, words
/// with spaces between, or <c>scp</c>) or by a key; <c>key</c> lets in keys only, whatever their scopes.
/// </summary>
internal sealed class ScopePolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
{
    public const string Claim = "scope";
    private const string Prefix = "scope:";
    private const string KeyOnly = "key";

    public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => policyName switch
    {
        KeyOnly => Task.FromResult<AuthorizationPolicy?>(Signed([ApiKeyHandler.SchemeName]).Build()),
        _ when policyName.StartsWith(Prefix, StringComparison.Ordinal) && policyName.Length > Prefix.Length =>
            Task.FromResult<AuthorizationPolicy?>(Scoped(policyName[Prefix.Length..])),
        _ => base.GetPolicyAsync(policyName),
    };

    private static AuthorizationPolicy Scoped(string scope) => Signed([JwtBearerDefaults.AuthenticationScheme, ApiKeyHandler.SchemeName])
        .RequireAssertion(context => context.User.Claims.Any(claim => claim.Type is Claim or "scp" && claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal)))
        .Build();

    private static AuthorizationPolicyBuilder Signed(string[] schemes) => new AuthorizationPolicyBuilder(schemes).RequireAuthenticatedUser();
}
