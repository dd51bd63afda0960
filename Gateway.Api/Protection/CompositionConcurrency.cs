using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;

namespace Gateway.Api.Protection;

/// <summary>Bounds the composed answers in the making: what is over is refused at once, before it costs memory.</summary>
internal sealed class CompositionConcurrency(IOptions<ProtectionOptions> protection) : IRateLimiterPolicy<int>
{
    public const string Policy = "compositions";

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => Refuse;

    public RateLimitPartition<int> GetPartition(HttpContext httpContext) => RateLimitPartition.GetConcurrencyLimiter(
        0, _ => new ConcurrencyLimiterOptions { PermitLimit = protection.Value.ConcurrentCompositionsMax, QueueLimit = 0 });

    private static async ValueTask Refuse(OnRejectedContext context, CancellationToken cancellationToken)
    {
        context.HttpContext.Response.Headers.RetryAfter = "1";
        await new Refusal(
            ErrorCodes.Overloaded, StatusCodes.Status503ServiceUnavailable, "The gateway is at its limit; try again in a moment.")
            .ToProblem().ExecuteAsync(context.HttpContext);
    }
}
