using System.Diagnostics;
using System.Globalization;
using Gateway.Api.Composition.Tracing;

namespace Gateway.Api.Proxy;

/// <summary>The span of a route's call to its service, with the tags that the framework's client writes.</summary>
internal static class UpstreamSpan
{
    /// <summary>One that has begun; null where nobody listens.</summary>
    public static Activity? Start(HttpRequestMessage request)
    {
        var method = request.Method.Method;
        var span = Spans.Start(method, ActivityKind.Client);
        if (span is { IsAllDataRequested: true } && request.RequestUri is { } address)
        {
            span.SetTag("http.request.method", method);
            span.SetTag("server.address", address.Host);
            span.SetTag("server.port", address.Port);
            span.SetTag("url.full", WithoutQuery(address));
            span.SetTag("network.protocol.version", request.Version.Major == 1 ? "1.1" : request.Version.Major.ToString(CultureInfo.InvariantCulture));
        }

        return span;
    }

    /// <summary>The word for how a call failed, as the framework's client says it (<c>error.type</c>).</summary>
    public static string FaultOf(Exception exception) => exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error }
        ? error switch
        {
            HttpRequestError.NameResolutionError => "name_resolution_error",
            HttpRequestError.ConnectionError => "connection_error",
            HttpRequestError.SecureConnectionError => "secure_connection_error",
            HttpRequestError.HttpProtocolError => "http_protocol_error",
            HttpRequestError.ResponseEnded => "response_ended",
            HttpRequestError.InvalidResponse => "invalid_response",
            _ => exception.GetType().FullName!,
        }
        : exception.GetType().FullName!;

    // As the framework's client does it: a query may hold what no trace should.
    private static string WithoutQuery(Uri address)
    {
        var path = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return address.Query.Length > 0 ? $"{path}?*" : path;
    }
}
