using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace ServiceDefaults.Authentication;

/// <summary>Turns <see cref="SignInOptions"/> into what the bearer handler checks.</summary>
internal sealed class BearerSetup(IOptions<SignInOptions> signIn) : IConfigureNamedOptions<JwtBearerOptions>
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public void Configure(string? name, JwtBearerOptions options)
    {
        // Claims keep the names that the token gives them: sub, name, roles.
        options.MapInboundClaims = false;
        options.TokenValidationParameters = signIn.Value.DevelopmentKey is { } key ? OfDevelopment(key) : OfIssuer();
        if (signIn.Value.DevelopmentKey is null)
        {
            options.Authority = signIn.Value.Authority;
            options.Audience = signIn.Value.Audience;
        }

        options.Events = new JwtBearerEvents { OnMessageReceived = TakeHubToken };
    }

    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    // The algorithms are listed, so that a token signed with a public key as HMAC secret, or not at all, is refused.
    private static TokenValidationParameters OfDevelopment(string key) => new()
    {
        ValidIssuer = DevelopmentTokens.Issuer,
        ValidAudience = DevelopmentTokens.Audience,
        IssuerSigningKey = DevelopmentKey.Parse(key),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        NameClaimType = "sub",
        RoleClaimType = "roles",
        ClockSkew = ClockSkew,
    };

    private static TokenValidationParameters OfIssuer() => new()
    {
        ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        ],
        NameClaimType = "sub",
        RoleClaimType = "roles",
        ClockSkew = ClockSkew,
    };

    /// <summary>Browsers cannot set headers on a WebSocket: hubs, and nothing else, take the token from the query.</summary>
    private static Task TakeHubToken(MessageReceivedContext context)
    {
        if (context.HttpContext.Request.Path.StartsWithSegments("/hubs")
            && context.Request.Query["access_token"].ToString() is { Length: > 0 } token)
        {
            context.Token = token;
        }

        return Task.CompletedTask;
    }
}
