using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Api.Proxy;

/// <summary>
/// Headers that end here, both ways: those of one connection (RFC 9110, 7.6.1; the proxy removes the well-known ones, here go those that
/// a message names itself) and those that only the inside may write or read.
/// </summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> Kept = new[] { "upgrade", "close", "keep-alive", "te", "transfer-encoding" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>From a client, these would speak for the gateway or change what was checked.</summary>
    private static readonly string[] NotIn =
    [
        "Forwarded", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL", "X-Original-Host", "X-Forwarded-Server", "X-Forwarded-Port",
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Content-Length", "X-Budget-Ms", "X-Api-Key", "Proxy",
    ];

    /// <summary>To a client, these tell what runs inside.</summary>
    private static readonly string[] NotOut = ["Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Runtime", "X-Budget-Ms"];

    /// <summary>What begins so is between services.</summary>
    private const string Internal = "X-Internal-";

    public static void Apply(TransformBuilderContext context)
    {
        context.AddRequestTransform(CleanRequest);
        context.AddResponseTransform(CleanResponse);
    }

    private static ValueTask CleanRequest(RequestTransformContext context)
    {
        var request = context.ProxyRequest;
        foreach (var name in NotIn)
        {
            request.Headers.Remove(name);
        }

        foreach (var name in Named(context.HttpContext.Request.Headers.Connection))
        {
            request.Headers.Remove(name);
            request.Content?.Headers.Remove(name);
        }

        RemoveInternal(request.Headers);
        return default;
    }

    private static ValueTask CleanResponse(ResponseTransformContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        foreach (var name in NotOut)
        {
            headers.Remove(name);
        }

        if (context.ProxyResponse is { Headers.Connection: { Count: > 0 } connection })
        {
            foreach (var name in connection.Where(name => !Kept.Contains(name)))
            {
                headers.Remove(name);
            }
        }

        foreach (var name in headers.Keys.Where(IsInternal).ToList())
        {
            headers.Remove(name);
        }

        return default;
    }

    private static void RemoveInternal(HttpRequestHeaders headers)
    {
        List<string>? found = null;
        foreach (var header in headers.NonValidated)
        {
            if (IsInternal(header.Key))
            {
                (found ??= []).Add(header.Key);
            }
        }

        foreach (var name in found ?? [])
        {
            headers.Remove(name);
        }
    }

    private static bool IsInternal(string name) => name.StartsWith(Internal, StringComparison.OrdinalIgnoreCase);

    // "Connection: close, X-Trick"
    private static IEnumerable<string> Named(StringValues connection) =>
        from value in connection
        where value is not null
        from name in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        where !Kept.Contains(name)
        select name;
}
