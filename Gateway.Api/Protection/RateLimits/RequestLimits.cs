using System.Globalization;
using Gateway.Api.Protection.Overload;
using Gateway.Api.WarmUp;
using Microsoft.AspNetCore.Http.Features.Authentication;
using ServiceDefaults.Errors;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>Asks every limit that holds for a request, and tells the client by <c>RateLimit</c> headers what is left (draft-ietf-httpapi-ratelimit-headers).</summary>
internal sealed class RequestLimits : BackgroundService, IMiddleware
{
    private const int BucketsMax = 100_000;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly Buckets[] limits;
    private readonly TimeProvider time;

    public RequestLimits(RateLimitRules rules, ShareStore store, TimeProvider time)
    {
        this.time = time;
        limits = [.. rules.All.Select(rule => new Buckets(rule, store, time, BucketsMax))];
    }

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OwnRequests>()?.Has(context) == true)
        {
            return next(context);
        }

        var route = RouteOf(context);
        BucketLease? tightest = null;
        foreach (var limit in limits)
        {
            if (!limit.Rule.HoldsFor(route) || KeyOf(limit.Rule, context) is not { } key)
            {
                continue;
            }

            var lease = limit.Of(key).Spend();
            if (!lease.IsAcquired)
            {
                return RefuseAsync(context, lease);
            }

            tightest = tightest is null || Share(lease) < Share(tightest) ? lease : tightest;
        }

        Tell(context.Response, tightest);
        return next(context);
    }

    public override void Dispose()
    {
        foreach (var limit in limits)
        {
            limit.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var limit in limits)
                {
                    limit.Sweep();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private static string? RouteOf(HttpContext context) => context.GetEndpoint()?.Metadata is { } metadata
        ? metadata.GetMetadata<UpstreamsNeeded>()?.Name ?? metadata.GetMetadata<RouteModel>()?.Config.RouteId
        : null;

    private static string? KeyOf(RateLimitRule rule, HttpContext context) => rule.Per switch
    {
        RateLimitPer.Everyone => "",
        RateLimitPer.Key => context.Features.Get<IHttpAuthenticationFeature>()?.User?.FindFirst(ApiKeys.ApiKeyHandler.KeyClaim)?.Value,
        _ => ClientKey.Of(context),
    };

    private static double Share(BucketLease lease) => (double)lease.Remaining / lease.Rule!.Burst;

    private static void Tell(HttpResponse response, BucketLease? lease)
    {
        if (lease?.Rule is { } rule)
        {
            var untilFull = (long)Math.Ceiling((rule.Burst - lease.Remaining) / rule.PerSecond);
            response.Headers["RateLimit-Policy"] = rule.Policy;
            response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{rule.Name}\";r={lease.Remaining};t={untilFull}");
        }
    }

    private static Task RefuseAsync(HttpContext context, BucketLease lease)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(lease.UntilNext.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        Tell(context.Response, lease);
        var refusal = lease.Rule is null
            ? new Refusal(ErrorCodes.LimitsAway, StatusCodes.Status503ServiceUnavailable, "Requests to this address are counted, and the count is away for the moment.")
            : new Refusal(ErrorCodes.TooManyRequests, StatusCodes.Status429TooManyRequests, "This client makes more requests than it may.");
        return refusal.ToProblem().ExecuteAsync(context);
    }
}
