using ServiceDefaults.Configuration;

namespace Gateway.Api.WarmUp;

/// <summary>Answering itself before it says that it is ready.</summary>
internal static class WarmUpExtensions
{
    private static readonly byte[] Part = [.. "{\"text\":\""u8, .. Enumerable.Repeat((byte)'x', 1_000), .. "\"}"u8];

    public static IServiceCollection AddWarmUp(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<WarmUp>("warm-up");
        return services
            .AddCheckedOptions<WarmUpOptions, WarmUpOptionsValidator>("Gateway:WarmUp")
            .AddSingleton<WarmUp>()
            .AddHostedService(provider => provider.GetRequiredService<WarmUp>());
    }

    /// <summary>What the gateway asks itself; once it is ready nobody is answered here.</summary>
    public static void MapWarmUp(this WebApplication app)
    {
        var own = new OwnRequests(app.Services.GetRequiredService<WarmUp>());
        app.MapGet(Rehearsal.PagePath, (HttpContext context, WarmUp warmUp) => warmUp.Running is { } rehearsal ? rehearsal.ComposeAsync(context) : NoneAsync(context))
            .AllowAnonymous().ExcludeFromDescription().WithMetadata(own);
        app.MapGet(Rehearsal.PartPath, (HttpContext context, WarmUp warmUp) => warmUp.Running is null ? NoneAsync(context) : PartAsync(context))
            .AllowAnonymous().ExcludeFromDescription().WithMetadata(own);
    }

    private static Task NoneAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task PartAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Part.Length;
        return context.Response.Body.WriteAsync(Part, context.RequestAborted).AsTask();
    }
}
