using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Configuration;

namespace ServiceDefaults.Authentication;

/// <summary>Who is calling: JWT bearer tokens, of an OIDC issuer or of the development run.</summary>
public static class SignInExtensions
{
    internal static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<SignInOptions, SignInOptionsValidator>("Auth");
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        // Last, so that no "Authentication:Schemes:Bearer" of a configuration brings a signing key in beside Auth.
        builder.Services.ConfigureOptions<BearerSetup>();
        // An endpoint that does not decide who may call it is closed, not open.
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddSingleton<DevelopmentTokens>();
        }
    }

    /// <summary>The stable id of the signed-in user (claim <c>sub</c>).</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint lacks authorisation.</exception>
    public static string UserId(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindFirstValue("sub") ?? throw new InvalidOperationException("The endpoint must require a signed-in user.");
    }
}
