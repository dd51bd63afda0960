using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Api.Protection.Requests;

/// <summary>
/// What a request may look like before anything else reads it: two readers that understand it differently are what smuggling lives on.
/// What the server has parsed away before is listed in <c>docs/gateway-protection.md</c>.
/// </summary>
internal static class StrictRequest
{
    // RFC 9110, 5.6.2: what a name may consist of.
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 9110, 5.5: a tab is the only control character of a value.
    private static readonly SearchValues<char> Control = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(code => code != '\t').Append(127).Select(code => (char)code)]);

    // RFC 3986 without escapes: what never stands in a target as it goes over the wire.
    private static readonly SearchValues<char> NotInTarget = SearchValues.Create("\"<>\\^`{|} #");

    /// <summary>Why the request is refused, or null.</summary>
    public static string? Refuse(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        return RefuseMethod(request.Method)
            ?? RefuseTarget(request.RawTarget)
            ?? RefuseFraming(request)
            ?? RefuseHeaders(request.Headers);
    }

    private static string? RefuseMethod(string method) => method switch
    {
        "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "PATCH" or "OPTIONS" => null,
        // TRACE answers with what it was asked, cookies and tokens included; CONNECT makes a tunnel; others nobody here understands.
        _ => "The method is none of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS.",
    };

    private static string? RefuseTarget(string target) =>
        target.Length == 0 || target[0] != '/' ? "The target of the request is not a path."
        : target.AsSpan().ContainsAny(NotInTarget) || target.AsSpan().ContainsAny(Control) || !Ascii(target) ? "The target of the request holds a character that must be escaped."
        : null;

    private static bool Ascii(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u007f');

    private static string? RefuseFraming(IHttpRequestFeature request)
    {
        var encoding = request.Headers.TransferEncoding;
        if (encoding.Count == 0)
        {
            // The server keeps a length that it ignored under this name; from a client it is a trick.
            return request.Headers.ContainsKey("X-Content-Length") ? "X-Content-Length is not for clients." : RefuseLength(request.Headers.ContentLength, request.Headers["Content-Length"]);
        }

        return request.Protocol == HttpProtocol.Http10 ? "HTTP/1.0 has no Transfer-Encoding."
            : encoding is not [var only] || !string.Equals(only, "chunked", StringComparison.OrdinalIgnoreCase) ? "Transfer-Encoding is something else than chunked."
            : request.Headers.ContainsKey("X-Content-Length") || request.Headers.ContainsKey("Content-Length") ? "Content-Length and Transfer-Encoding exclude each other."
            : null;
    }

    private static string? RefuseLength(long? length, StringValues text) =>
        text.Count == 0 || (text is [{ } only] && length is not null && !only.AsSpan().ContainsAnyExceptInRange('0', '9')) ? null
            : "Content-Length is not one number of digits.";

    private static string? RefuseHeaders(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            // ":authority" and the like are the server's own, made of what HTTP/2 says beside the headers.
            if (name.Length == 0 || (name.AsSpan().ContainsAnyExcept(Token) && name[0] != ':'))
            {
                return "The name of a header holds a character that no name may hold.";
            }

            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny(Control))
                {
                    return $"The header {name} holds a control character.";
                }
            }
        }

        return null;
    }
}
