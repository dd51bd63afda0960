using System.Globalization;
using Hosting.LocalProcesses.Servers;
using Support;
using Support.Servers;

namespace EndToEnd.Fixture;

/// <summary>The gateway's program with settings of a test's own, before the shop's services of the whole system.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly string[] Shop = ["catalog", "pricing", "inventory", "reviews", "recommendations"];
    private readonly ServerProcess process;

    private GatewayProcess(ServerProcess process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="system">Whose services are asked.</param>
    /// <param name="port">Port of 127.0.0.1 and [::1].</param>
    /// <param name="settings">Arguments such as <c>--environment=Production</c>.</param>
    /// <param name="certificates">PEM file of roots that the process trusts; null: the machine's.</param>
    public static async Task<GatewayProcess> StartAsync(SystemFixture system, int port, IEnumerable<string> settings, string? certificates = null)
    {
        var address = AddressAt(port);
        var environment = Shop.ToDictionary(service => $"services__{service}__http__0", service => system.AddressOf(service).GetLeftPart(UriPartial.Authority));
        if (certificates is not null)
        {
            // Where OpenSSL looks for roots.
            environment["SSL_CERT_FILE"] = certificates;
        }

        string[] arguments = [Path.Combine(Repository.Built("Gateway.Api"), "Gateway.Api.dll"), $"--urls={address.GetLeftPart(UriPartial.Authority)}", .. settings];
        var process = await ServerProcess.StartAsync(new("dotnet", arguments, Repository.File("Gateway.Api")) { Environment = environment });
        var gateway = new GatewayProcess(process, address);
        await Eventually.BecomesAsync("the gateway to be alive", gateway.IsAliveAsync, isAlive => isAlive, TimeSpan.FromSeconds(60));
        return gateway;
    }

    public static Uri AddressAt(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/"));

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task<bool> IsAliveAsync()
    {
        Assert.True(process.ExitCode is null, $"The gateway ended:\n{process.Output()}");
        using var client = new HttpClient { BaseAddress = Address };
        try
        {
            using var answer = await client.GetAsync(new Uri("/alive", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
