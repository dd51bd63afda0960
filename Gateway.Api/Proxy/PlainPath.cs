using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using ServiceDefaults.Errors;

namespace Gateway.Api.Proxy;

/// <summary>
/// Refuses paths that the service would read otherwise than the gateway: what was authorised must be what is asked. The server decodes
/// every escape but <c>%2F</c> once, the proxy escapes again, and the service decodes again; so an escaped slash, backslash or dot
/// segment, or an escape of an escape, would arrive as another path.
/// </summary>
internal static class PlainPath
{
    private static readonly string[] Escapes = ["%2f", "%5c", "%2e%2e", "/%2e", "%00", "/../", "/./", "\\"];

    public static Task CheckAsync(HttpContext context, RequestDelegate next) => IsPlain(Path(context))
        ? next(context)
        : new Refusal(
            ErrorCodes.PathRefused, StatusCodes.Status400BadRequest,
            "The path holds an escaped slash, backslash, NUL or dot segment, or an escape that is escaped again.").ToProblem().ExecuteAsync(context);

    /// <summary>Whether gateway and service agree on what <paramref name="path"/>, as it came over the wire, means.</summary>
    public static bool IsPlain(ReadOnlySpan<char> path)
    {
        if (path.IndexOfAny('%', '\\') < 0 && path.IndexOf("/.") < 0)
        {
            return true;
        }

        foreach (var escape in Escapes)
        {
            if (path.Contains(escape, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return !path.EndsWith("/..") && !path.EndsWith("/.") && !IsEscapedAgain(path);
    }

    /// <summary>
    /// "%252F", "%25%32%46", "%%32F": decoded once, as the server does, these are escapes, which the service would read as "/".
    /// </summary>
    private static bool IsEscapedAgain(ReadOnlySpan<char> path)
    {
        var decoded = path.Length <= 256 ? stackalloc char[256] : new char[path.Length];
        var length = 0;
        while (path.Length > 0)
        {
            var isEscape = IsEscape(path);
            // What is not ASCII is none of the letters that are looked for.
            var value = isEscape ? (char)byte.Parse(path[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : path[0];
            decoded[length++] = isEscape && value > 0x7f ? '\uFFFF' : value;
            path = path[(isEscape ? 3 : 1)..];
        }

        var rest = (ReadOnlySpan<char>)decoded[..length];
        int at;
        while ((at = rest.IndexOf('%')) >= 0)
        {
            if (IsEscape(rest[at..]))
            {
                return true;
            }

            rest = rest[(at + 1)..];
        }

        return false;
    }

    private static bool IsEscape(ReadOnlySpan<char> text) => text is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low);

    private static ReadOnlySpan<char> Path(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }
}
