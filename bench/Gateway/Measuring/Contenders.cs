using Bench.Gateway.Http;
using Bench.Gateway.Systems;
using Bench.Lab.Systems;
using Hosting.LocalProcesses.Servers;

namespace Bench.Gateway.Measuring;

/// <summary>Starts those that are compared, each before the same services.</summary>
internal static class Contenders
{
    private const string Proxied = "/catalog/products/{id}";

    /// <summary>Compose five parts of 1 KB.</summary>
    public static async Task<IReadOnlyList<Contender>> ComposingAsync(GatewayUnderLoad gateway, CancellationToken cancellationToken)
    {
        var found = new List<Contender> { await OursAsync(gateway, GatewayUnderLoad.Product, cancellationToken) };
        await AddNginxAsync(found, "nginx server-side includes, 1 worker", NginxConfiguration.Composing, GatewayUnderLoad.Product, gateway, cancellationToken);
        await AddProgramAsync(found, "bare C# splice, nothing checked", "splice", GatewayUnderLoad.Product, gateway, cancellationToken);
        await AddProgramAsync(found, "HttpClient + Task.WhenAll + JsonNode", "when-all", GatewayUnderLoad.Product, gateway, cancellationToken);
        return found;
    }

    /// <summary>Pass one answer of 1 KB through.</summary>
    public static async Task<IReadOnlyList<Contender>> ProxyingAsync(GatewayUnderLoad gateway, CancellationToken cancellationToken)
    {
        // The gateway has composed until now: the code of its proxy is as cold as that of a program that has just started.
        var found = new List<Contender> { new("this gateway", gateway.ProcessId, await gateway.ClientsAsync(Proxied, cancellationToken), isCompiled: false, process: null) };
        await AddNginxAsync(found, "nginx proxy, 1 worker", NginxConfiguration.Proxy, Proxied, gateway, cancellationToken);
        await AddProgramAsync(found, "plain YARP", "yarp", Proxied, gateway, cancellationToken);
        return found;
    }

    /// <summary>Say that five kept parts of 1 KB still hold, beside one hop of nginx that passes 1 KB through.</summary>
    public static async Task<IReadOnlyList<Contender>> NotModifiedAsync(GatewayUnderLoad gateway, CancellationToken cancellationToken)
    {
        var clients = await Clients.ThatHaveItAsync(gateway.Address, $"/lab/{Parts.Kept.Name}/1", cancellationToken);
        var found = new List<Contender> { new("this gateway", gateway.ProcessId, clients, isCompiled: true, process: null) };
        await AddNginxAsync(found, "one hop of nginx, 1 KB", NginxConfiguration.Proxy, Proxied, gateway, cancellationToken);
        return found;
    }

    private static async Task<Contender> OursAsync(GatewayUnderLoad gateway, string path, CancellationToken cancellationToken) =>
        new("this gateway", gateway.ProcessId, await gateway.ClientsAsync(path, cancellationToken), isCompiled: true, process: null);

    private static async Task AddNginxAsync(
        List<Contender> found, string name, Func<int, IReadOnlyList<int>, string> configuration, string path, GatewayUnderLoad gateway, CancellationToken cancellationToken)
    {
        if (NginxProcess.Program is null)
        {
            return;
        }

        var port = FreePort.Next();
        var nginx = await NginxProcess.StartAsync(configuration(port, gateway.Upstreams.Ports), new Dictionary<string, string>(), port);
        found.Add(new(name, nginx.Id, await Clients.OfAsync(new($"http://127.0.0.1:{port}"), path, cancellationToken), isCompiled: true, nginx));
    }

    private static async Task AddProgramAsync(
        List<Contender> found, string name, string verb, string path, GatewayUnderLoad gateway, CancellationToken cancellationToken)
    {
        var settings = Parts.Services.Zip(gateway.Upstreams.Ports, (service, port) => KeyValuePair.Create($"Upstream:{service}", $"http://127.0.0.1:{port}"));
        var program = await ServiceProcess.StartAsync("Peers", [ServiceProcess.InProduction, .. settings], [verb], cancellationToken);
        found.Add(new(name, program.Id, await Clients.OfAsync(program.Address, path, cancellationToken), isCompiled: false, program));
    }
}
