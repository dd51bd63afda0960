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
        UseKestrel(0);
        StartServer();
    }

    public string Address => ClientOptions.BaseAddress.ToString();

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseSetting("Storefront:Service", service)
        .UseSetting("Auth:DevelopmentKey", TestTokens.Key)
        .ConfigureLogging(logging => logging.ClearProviders());
}
