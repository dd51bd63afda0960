using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Api.Proxy;

/// <summary>
/// Headers that end here, both ways: those of one connection (RFC 9110, 7.6.1; the proxy removes the well-known ones, here go those that
/// a message names itself) and those that only the inside may write or read. A message is looked through once; most have none of them.
/// </summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> Kept = Names("upgrade", "close", "keep-alive", "te", "transfer-encoding");

    /// <summary>From a client, these would speak for the gateway or change what was checked.</summary>
    private static readonly FrozenSet<string> NotIn = Names(
        "Forwarded", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL", "X-Original-Host", "X-Forwarded-Server", "X-Forwarded-Port",
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Content-Length", "X-Budget-Ms", "X-Api-Key", "Proxy");

    /// <summary>To a client, these tell what runs inside.</summary>
    private static readonly FrozenSet<string> NotOut = Names("Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Runtime", "X-Budget-Ms");

    /// <summary>What begins so is between services.</summary>
    private const string Internal = "X-Internal-";

    private const string Connection = "Connection";

    public static void Apply(TransformBuilderContext context)
    {
        context.AddRequestTransform(CleanRequest);
        if (context.UseDefaultForwarders ?? true)
        {
            // A route that says nothing of X-Forwarded-* gets what the proxy's own four steps would set, by one.
            context.UseDefaultForwarders = false;
            context.AddRequestTransform(ForwardedHeaders.Set);
        }

        context.AddResponseTransform(CleanResponse);
    }

    private static ValueTask CleanRequest(RequestTransformContext context)
    {
        var request = context.ProxyRequest;
        List<string>? found = null;
        foreach (var (name, _) in request.Headers.NonValidated)
        {
            if (NotIn.Contains(name) || IsInternal(name))
            {
                (found ??= []).Add(name);
            }
        }

        foreach (var name in found ?? [])
        {
            request.Headers.Remove(name);
        }

        if (context.HttpContext.Request.Headers.Connection is { Count: > 0 } connection && Named(connection) is { } named)
        {
            foreach (var name in named)
            {
                request.Headers.Remove(name);
                request.Content?.Headers.Remove(name);
            }
        }

        return default;
    }

    private static ValueTask CleanResponse(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } answer)
        {
            return default;
        }

        var headers = context.HttpContext.Response.Headers;
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            if (NotOut.Contains(name) || IsInternal(name))
            {
                headers.Remove(name);
            }
            else if (name.Equals(Connection, StringComparison.OrdinalIgnoreCase) && Named(values.ToString()) is { } named)
            {
                foreach (var hop in named)
                {
                    headers.Remove(hop);
                }
            }
        }

        return default;
    }

    private static bool IsInternal(string name) => name.StartsWith(Internal, StringComparison.OrdinalIgnoreCase);

    /// <summary>What <c>Connection: close, X-Trick</c> names beside the well-known; null: nothing.</summary>
    private static string[]? Named(StringValues connection)
    {
        if (connection is [{ } only] && Kept.Contains(only))
        {
            return null;
        }

        return
        [
            .. from value in connection
               where value is not null
               from name in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
               where !Kept.Contains(name)
               select name,
        ];
    }

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
