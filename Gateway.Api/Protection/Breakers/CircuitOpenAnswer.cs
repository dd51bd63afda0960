using System.Globalization;

namespace Gateway.Api.Protection.Breakers;

/// <summary>503 with <c>Retry-After</c> and the code <c>circuit-open</c>, made once: there are many of these while a service is down.</summary>
internal static class CircuitOpenAnswer
{
    private static readonly ReadOnlyMemory<byte> Body =
        """{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.4","title":"Service Unavailable","status":503,"detail":"The service behind this address only fails; it is asked again in a moment.","code":"circuit-open"}"""u8.ToArray();

    public static Task WriteAsync(HttpResponse response, Breaker breaker)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/problem+json";
        response.ContentLength = Body.Length;
        response.Headers.RetryAfter = RetryAfter(breaker);
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(Body, response.HttpContext.RequestAborted).AsTask();
    }

    /// <summary>Whole seconds until the service is asked again, at least one.</summary>
    public static string RetryAfter(Breaker breaker) =>
        Math.Max(1, (int)Math.Ceiling(breaker.Left.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
