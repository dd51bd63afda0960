using System.Globalization;

namespace Gateway.Api.Protection.Overload;

/// <summary>503 with <c>Retry-After</c> and the code <c>overloaded</c>, made once: refusing must cost next to nothing.</summary>
internal sealed class OverloadAnswer : IResult
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(1);

    private OverloadAnswer()
    {
    }

    /// <summary>The answer as a result, after a second.</summary>
    public static IResult Result { get; } = new OverloadAnswer();

    public static ReadOnlyMemory<byte> Body { get; } =
        """{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.4","title":"Service Unavailable","status":503,"detail":"More is asked at once than is served; try again in a moment.","code":"overloaded"}"""u8.ToArray();

    public static Task WriteAsync(HttpResponse response, TimeSpan retryAfter)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/problem+json";
        response.ContentLength = Body.Length;
        response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(Body, response.HttpContext.RequestAborted).AsTask();
    }

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext.Response, Default);
}
