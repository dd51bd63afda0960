using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;

namespace Gateway.Api.Protection;

/// <summary>One token bucket for each client; buckets that stand full are forgotten, so strangers leave nothing behind.</summary>
internal sealed class ClientRateLimit(IOptions<ProtectionOptions> protection) : IConfigureOptions<RateLimiterOptions>
{
    private const int RefillsPerSecond = 10;

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetTokenBucketLimiter(ClientKey.Of(context), _ => Bucket(protection.Value)));
        options.OnRejected = Refuse;
        options.AddPolicy<int, CompositionConcurrency>(CompositionConcurrency.Policy);
    }

    private static TokenBucketRateLimiterOptions Bucket(ProtectionOptions options) => new()
    {
        TokenLimit = options.ClientBurst,
        TokensPerPeriod = Math.Max(1, options.ClientRequestsPerSecond / RefillsPerSecond),
        ReplenishmentPeriod = options.ClientRequestsPerSecond < RefillsPerSecond
            ? TimeSpan.FromSeconds(1.0 / options.ClientRequestsPerSecond)
            : TimeSpan.FromSeconds(1.0 / RefillsPerSecond),
        QueueLimit = 0,
    };

    private static async ValueTask Refuse(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(1);
        context.HttpContext.Response.Headers.RetryAfter =
            Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await new Refusal(
            ErrorCodes.TooManyRequests, StatusCodes.Status429TooManyRequests, "This client makes more requests than it may.")
            .ToProblem().ExecuteAsync(context.HttpContext);
    }
}
