using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Gateway.Api.Protection.Tokens;

internal static class TokenExtensions
{
    /// <summary>Checks a token once in a while, not with each request.</summary>
    public static IServiceCollection AddKnownTokens(this IServiceCollection services)
    {
        services.AddSingleton<KnownTokens>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<KnownTokens>(Remember);
        return services;
    }

    private static void Remember(JwtBearerOptions options, KnownTokens known)
    {
        for (var i = 0; i < options.TokenHandlers.Count; i++)
        {
            options.TokenHandlers[i] = new RememberedTokens(options.TokenHandlers[i], known);
        }
    }
}
