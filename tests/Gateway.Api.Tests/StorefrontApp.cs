using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Storefront;
using Support;

namespace Gateway.Api.Tests;

/// <summary>One real storefront service on a free port.</summary>
internal sealed class StorefrontApp : WebApplicationFactory<StorefrontOptions>
{
    private readonly string service;

    public StorefrontApp(string service)
    {
        this.service = service;
        UseKestrel();
        StartServer();
    }

    public string Address => ClientOptions.BaseAddress.ToString();

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        // Not UseKestrel(0): that sets the port after the build, in a race with the program that starts.
        .UseSetting("urls", "http://127.0.0.1:0")
        .UseSetting("Storefront:Service", service)
        .UseSetting("Auth:DevelopmentKey", TestTokens.Key)
        .ConfigureLogging(logging => logging.ClearProviders());
}
