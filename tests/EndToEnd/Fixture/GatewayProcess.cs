using System.Diagnostics;
using System.Globalization;
using Support;
using Support.Servers;

namespace EndToEnd.Fixture;

/// <summary>The gateway's program with settings of a test's own, before the shop's services of the whole system.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly string[] Shop = ["catalog", "pricing", "inventory", "reviews", "recommendations"];
    private readonly Process process;
    private readonly Queue<string> output = new();

    private GatewayProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="system">Whose services are asked.</param>
    /// <param name="port">Port of 127.0.0.1 and [::1].</param>
    /// <param name="settings">Arguments such as <c>--environment=Production</c>.</param>
    /// <param name="certificates">PEM file of roots that the process trusts; null: the machine's.</param>
    public static async Task<GatewayProcess> StartAsync(SystemFixture system, int port, IEnumerable<string> settings, string? certificates = null)
    {
        var address = AddressAt(port);
        string[] arguments = [Path.Combine(Repository.Built("Gateway.Api"), "Gateway.Api.dll"), $"--urls={address.GetLeftPart(UriPartial.Authority)}", .. settings];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.File("Gateway.Api"), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var service in Shop)
        {
            start.Environment[$"services__{service}__http__0"] = system.AddressOf(service).GetLeftPart(UriPartial.Authority);
        }

        if (certificates is not null)
        {
            // Where OpenSSL looks for roots.
            start.Environment["SSL_CERT_FILE"] = certificates;
        }

        var gateway = new GatewayProcess(Process.Start(start)!, address);
        gateway.Listen();
        await Eventually.BecomesAsync("the gateway to be alive", gateway.IsAliveAsync, isAlive => isAlive, TimeSpan.FromSeconds(60));
        return gateway;
    }

    public static Uri AddressAt(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/"));

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        const int LinesMax = 50;
        lock (output)
        {
            output.Enqueue(line ?? "");
            if (output.Count > LinesMax)
            {
                output.Dequeue();
            }
        }
    }

    private async Task<bool> IsAliveAsync()
    {
        if (process.HasExited)
        {
            lock (output)
            {
                Assert.Fail($"The gateway ended:\n{string.Join('\n', output)}");
            }
        }

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
