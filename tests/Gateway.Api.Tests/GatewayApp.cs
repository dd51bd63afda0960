using Gateway.Api.Composition;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support;

namespace Gateway.Api.Tests;

/// <summary>The real gateway on a free port, with the settings that a test gives it.</summary>
internal sealed class GatewayApp : WebApplicationFactory<CompositionsOptions>
{
    /// <summary>Nobody answers there, and that shows at once: a name without an address would be looked up in the machine's DNS, which may take seconds and a thread.</summary>
    private const string Nowhere = "http://127.0.0.1:9";
    private static readonly string[] Known = ["chat", "imaging-api", "catalog", "pricing", "inventory", "reviews", "recommendations"];

    private readonly Dictionary<string, string?> settings;
    private readonly string environment;
    private readonly Action<IServiceCollection> configure;

    public GatewayApp(Dictionary<string, string?> settings, string environment = "Development", Action<IServiceCollection>? configure = null)
    {
        this.settings = settings;
        this.environment = environment;
        this.configure = configure ?? (_ => { });
        UseKestrel();
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    public LiveSettings Live { get; } = new();

    public RecordedLogs Logs { get; } = new();

    /// <summary>Addresses as the AppHost would pass them: <c>services:NAME:http:INDEX</c>.</summary>
    public static Dictionary<string, string?> Addresses(params (string Name, string Address)[] services) => services
        .GroupBy(service => service.Name)
        .SelectMany(group => group.Select((service, index) => ($"services:{group.Key}:http:{index}", service.Address)))
        .ToDictionary(pair => pair.Item1, pair => (string?)pair.Address);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Not UseKestrel(0): that sets the port after the build, in a race with the program that starts.
        builder.UseEnvironment(environment).UseSetting("urls", "http://127.0.0.1:0");
        var signIn = environment == "Development"
            ? new Dictionary<string, string?> { ["Auth:DevelopmentKey"] = TestTokens.Key }
            : new() { ["Auth:Authority"] = "https://issuer.example", ["Auth:Audience"] = "backend" };
        // The code is compiled once for all gateways of this process.
        builder.UseSetting("Gateway:WarmUp:Requests", "0");
        // Nobody has to hear of its end, except in the tests of that.
        builder.UseSetting("Drain:Notice", "00:00:00");
        var absent = Known.Where(service => !settings.Keys.Any(key => key.StartsWith($"services:{service}:", StringComparison.OrdinalIgnoreCase)));
        foreach (var (key, value) in Addresses([.. absent.Select(service => (service, Nowhere))]).Concat(signIn).Concat(settings))
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureAppConfiguration(configuration => configuration.Add(Live));
        builder.ConfigureTestServices(configure);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs));
    }
}

/// <summary>Settings that a test changes while the gateway runs.</summary>
internal sealed class LiveSettings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Change(params (string Key, string Value)[] changes)
    {
        foreach (var (key, value) in changes)
        {
            Set(key, value);
        }

        OnReload();
    }
}
