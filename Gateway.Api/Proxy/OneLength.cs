using System.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Api.Proxy;

/// <summary>
/// An answer that says two lengths, or one that is no number, is no answer: what is its body and what the next one, nobody knows. The
/// framework's client takes the first that it can read.
/// </summary>
internal static class OneLength
{
    public static bool IsIn(HttpContentHeaders headers) =>
        !headers.NonValidated.TryGetValues("Content-Length", out var said) || (said.Count == 1 && headers.ContentLength is not null);

    /// <summary>Makes a 502 of such an answer to a route.</summary>
    public static void Apply(TransformBuilderContext context) => context.AddResponseTransform(static answer =>
    {
        if (answer.ProxyResponse is { Content.Headers: var headers } && !IsIn(headers))
        {
            var response = answer.HttpContext.Response;
            response.Headers.Clear();
            response.StatusCode = StatusCodes.Status502BadGateway;
            answer.SuppressResponseBody = true;
        }

        return default;
    });
}
