namespace Gateway.Api.Landing;

/// <summary>The page at <c>/</c>: what runs here and where. Its files are public, as every static file of the gateway is.</summary>
internal static class LandingPage
{
    // No script, no frame, nothing from elsewhere: the page needs two files of our own.
    private const string ContentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UseLandingPage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = static context =>
            {
                var headers = context.Context.Response.Headers;
                headers.ContentSecurityPolicy = ContentPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers.CacheControl = "no-cache";
            },
        });
    }
}
