using Gateway.Api.Protection.ApiKeys;
using Gateway.Api.Protection.Breakers;
using Gateway.Api.Protection.Overload;
using Gateway.Api.Protection.RateLimits;
using Gateway.Api.Protection.Resets;
using Gateway.Api.Protection.Tokens;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using ServiceDefaults.Configuration;
using ServiceDefaults.Errors;

namespace Gateway.Api.Protection;

internal static class ProtectionExtensions
{
    public static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder().AddPolicy(LocalHost.Policy, LocalHost.Require);
        return services.AddLimits().AddRateLimits().AddOverload().AddBreakers().AddApiKeys().AddKnownTokens();
    }

    private static IServiceCollection AddLimits(this IServiceCollection services) => services
        .AddCheckedOptions<ProtectionOptions, ProtectionOptionsValidator>("Gateway:Protection")
        .ConfigureOptions<KestrelLimits>()
        .ConfigureOptions<ForwardedBy>()
        .ConfigureOptions<CrossOrigin>()
        .AddSingleton<ResetStreams>()
        .AddCors()
        .AddRequestTimeouts();

    /// <summary>Answers pages of other origins where some may call; else no address knows of such pages.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Configuration.GetSection($"Gateway:Protection:{nameof(ProtectionOptions.CorsOrigins)}").GetChildren().Any())
        {
            app.UseCors();
        }
    }

    /// <summary>The times of named policies; the plain ones of routes are kept as requests are admitted.</summary>
    public static void UseNamedTimeouts(this WebApplication app) => app.UseWhen(
        static context => context.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutAttribute>() is not null && !RouteTime.IsKept(context),
        static named => named.UseRequestTimeouts());

    public static void UseProtection(this WebApplication app)
    {
        app.UseSingleton<RequestLimits>();
        var limits = new Lazy<ProtectionOptions>(() => app.Services.GetRequiredService<IOptions<ProtectionOptions>>().Value);
        app.Use((context, next) => context.Request.ContentLength > limits.Value.BodyBytesMax ? RefuseLargeBody(context, limits.Value.BodyBytesMax) : next(context));
    }

    /// <summary>A body that says that it is too large is refused before a service is asked to read it; one that lies is cut off by Kestrel.</summary>
    private static Task RefuseLargeBody(HttpContext context, long limit) => new Refusal(
        ErrorCodes.BodyTooLarge, StatusCodes.Status413PayloadTooLarge,
        $"The body has {context.Request.ContentLength} bytes; allowed: {limit}.").ToProblem().ExecuteAsync(context);
}
