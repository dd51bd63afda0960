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

        return !path.EndsWith("/..") && !path.EndsWith("/.") && !HasEscapedEscape(path);
    }

    // "%252F": the service would read "%2F", and perhaps "/".
    private static bool HasEscapedEscape(ReadOnlySpan<char> path)
    {
        int at;
        while ((at = path.IndexOf("%25")) >= 0)
        {
            path = path[(at + 3)..];
            if (path.Length >= 2 && char.IsAsciiHexDigit(path[0]) && char.IsAsciiHexDigit(path[1]))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Path(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }
}
