using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Support;

namespace Storefront.Tests;

/// <summary>One storefront service on a free port.</summary>
internal sealed class StorefrontApp : WebApplicationFactory<StorefrontOptions>
{
    private readonly string service;
    private readonly string environment;

    public StorefrontApp(string service, string environment = "Development")
    {
        this.service = service;
        this.environment = environment;
        UseKestrel();
        StartServer();
        Client = CreateClient();
    }

    public HttpClient Client { get; }

    public Task<HttpResponseMessage> SetFaultsAsync(object faults) => Client.PutAsJsonAsync("/faults", faults);

    public static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Not UseKestrel(0): that sets the port after the build, in a race with the program that starts.
        builder.UseSetting("urls", "http://127.0.0.1:0");
        // Nobody has to hear of its end.
        builder.UseSetting("Drain:Notice", "00:00:00");
        builder.UseEnvironment(environment).UseSetting("Storefront:Service", service).ConfigureLogging(logging => logging.ClearProviders());
        if (environment == "Development")
        {
            builder.UseSetting("Auth:DevelopmentKey", TestTokens.Key);
        }
        else
        {
            builder.UseSetting("Auth:Authority", "https://issuer.example").UseSetting("Auth:Audience", "backend");
        }
    }
}
