using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using ServiceDefaults.Configuration;

namespace Gateway.Api.Protection.ApiKeys;

/// <summary>Programs that sign in by a key, and routes that ask for a scope.</summary>
internal static class ApiKeyExtensions
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.AddCheckedOptions<ApiKeyOptions, ApiKeyOptionsValidator>("Gateway:ApiKeys");
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<IAuthorizationPolicyProvider, ScopePolicies>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        return services;
    }

    /// <summary>Whom the limits count for is known before a route asks: a key signs in where no token does.</summary>
    public static void UseApiKeys(this WebApplication app) => app.Use((context, next) =>
        context.Request.Headers.ContainsKey(ApiKeyHandler.Header) && context.User.Identity is not { IsAuthenticated: true } ? SignInAsync(context, next) : next(context));

    private static async Task SignInAsync(HttpContext context, RequestDelegate next)
    {
        if (await context.AuthenticateAsync(ApiKeyHandler.SchemeName) is { Succeeded: true, Principal: { } principal })
        {
            context.User = principal;
        }

        await next(context);
    }
}
