using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Console;

/// <summary>Serves the page at <c>/</c>. Its files are public: what they show, they ask for as whoever is signed in.</summary>
internal static class ConsolePage
{
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";
    private const string NotBuilt = "The gateway was built without its page (BuildConsole=false). Everything else is here; see README.md.\n";

    public static void UseConsole(this WebApplication app)
    {
        var files = app.Services.GetRequiredService<ConsoleFiles>();
        app.Use((context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                return next(context);
            }

            return (context.Request.Path.Value ?? "", files.Find(context.Request.Path.Value ?? "")) switch
            {
                (_, { } file) => SendAsync(context, file),
                ("/", null) => context.Response.WriteAsync(NotBuilt, context.RequestAborted),
                _ => next(context),
            };
        });
    }

    private static async Task SendAsync(HttpContext context, ConsoleFile file)
    {
        var (request, response) = (context.Request.GetTypedHeaders(), context.Response);
        response.Headers.CacheControl = file.IsHashed ? ForEver : AskAgain;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.GetTypedHeaders().ETag = file.Tag;
        Protect(context);
        if (request.IfNoneMatch.Any(known => known.Compare(file.Tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (bytes, encoding) = file.For(request.AcceptEncoding);
        response.ContentType = file.ContentType;
        response.ContentLength = bytes.Length;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static void Protect(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.RequestServices.GetRequiredService<IOptions<ConsoleOptions>>().Value.ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }
}
