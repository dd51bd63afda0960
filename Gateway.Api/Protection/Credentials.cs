using System.Security.Claims;
using Gateway.Api.Protection.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Gateway.Api.Protection;

/// <summary>
/// Signing in where a request brings something to sign in with, and asking for permission where an address is not open to all. For other
/// requests the answer is known, and the framework's steps cost more than the rest of a request.
/// </summary>
internal static class Credentials
{
    private const string Scheme = "Bearer ";

    // The names under which the framework notes that these steps are there: it adds them at the front of an application that lacks them.
    private const string SignInIsThere = "__AuthenticationMiddlewareSet";
    private const string PermissionIsThere = "__AuthorizationMiddlewareSet";

    public static void UseSignIn(this WebApplication app)
    {
        var tokens = app.Services.GetRequiredService<KnownTokens>();
        app.Use((context, next) =>
        {
            if (KnownUser(context, tokens) is { } user)
            {
                context.User = user;
            }

            return next(context);
        });
        app.UseWhen(AreSent, signIn => signIn.UseAuthentication());
        ((IApplicationBuilder)app).Properties[SignInIsThere] = true;
    }

    public static void UsePermission(this WebApplication app)
    {
        app.UseWhen(context => !IsOpenToAll(context), permission => permission.UseAuthorization());
        ((IApplicationBuilder)app).Properties[PermissionIsThere] = true;
    }

    private static ClaimsPrincipal? KnownUser(HttpContext context, KnownTokens tokens) =>
        context.Request.Headers.Authorization is [{ } sent] && sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? tokens.Find(sent.AsSpan(Scheme.Length).Trim())
            : null;

    /// <summary>A header that is not known to be good, or the query token that hubs take.</summary>
    private static bool AreSent(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0 ? context.Features.Get<IHttpAuthenticationFeature>()?.User is null
            : context.Request.Path.StartsWithSegments("/hubs");

    /// <summary>What says nothing, or says both, goes the whole way.</summary>
    private static bool IsOpenToAll(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<IAllowAnonymous>() is not null && metadata.GetMetadata<IAuthorizeData>() is null;
}
