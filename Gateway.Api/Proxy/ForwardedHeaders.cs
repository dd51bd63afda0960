using System.Net;
using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Api.Proxy;

/// <summary>Tells a service who asks, and by which address: <c>X-Forwarded-For</c>, <c>-Host</c>, <c>-Proto</c> and <c>-Prefix</c>, whatever a client said in them.</summary>
internal static class ForwardedHeaders
{
    // A connection has one object for its address, and many requests.
    private static readonly ConditionalWeakTable<IPAddress, string> Texts = [];

    public static ValueTask Set(RequestTransformContext context)
    {
        var (headers, request) = (context.ProxyRequest.Headers, context.HttpContext.Request);
        headers.Remove("X-Forwarded-For");
        headers.Remove("X-Forwarded-Host");
        headers.Remove("X-Forwarded-Proto");
        headers.Remove("X-Forwarded-Prefix");
        if (context.HttpContext.Connection.RemoteIpAddress is { } address)
        {
            headers.TryAddWithoutValidation("X-Forwarded-For", Texts.GetValue(address, TextOf));
        }

        if (request.Host is { HasValue: true } host)
        {
            headers.TryAddWithoutValidation("X-Forwarded-Host", host.ToUriComponent());
        }

        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
        if (request.PathBase is { HasValue: true } prefix)
        {
            headers.TryAddWithoutValidation("X-Forwarded-Prefix", prefix.ToUriComponent());
        }

        return default;
    }

    private static string TextOf(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
