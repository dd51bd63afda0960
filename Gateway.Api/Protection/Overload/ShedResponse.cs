using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Api.Protection.Overload;

/// <summary>
/// The gateway's own answer in the place of an upstream's: the call was not made. No exception, since there are many of these
/// exactly when time is short.
/// </summary>
internal sealed class ShedResponse : HttpResponseMessage
{
    public ShedResponse()
        : base(HttpStatusCode.ServiceUnavailable)
    {
        Content = new ReadOnlyMemoryContent(OverloadAnswer.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/problem+json") } };
        Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
    }
}
