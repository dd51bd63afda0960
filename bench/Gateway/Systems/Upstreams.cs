using System.Globalization;
using Bench.Lab.Systems;
using Hosting.LocalProcesses.Servers;

namespace Bench.Gateway.Systems;

/// <summary>
/// The five services behind the gateway, at five addresses of one lean process: five real ones would take the cores that are to be
/// measured. nginx where it is installed, else a small program on Kestrel.
/// </summary>
internal sealed class Upstreams : IAsyncDisposable
{
    private readonly IAsyncDisposable process;
    private readonly HttpClient client;
    private long ownRequests;

    private Upstreams(IAsyncDisposable process, int processId, IReadOnlyList<int> ports, string what)
    {
        this.process = process;
        (ProcessId, Ports, What) = (processId, ports, what);
        client = new() { BaseAddress = new($"http://127.0.0.1:{ports[0]}") };
    }

    public int ProcessId { get; }

    /// <summary>One port of 127.0.0.1 for each of <see cref="Parts.Services"/>.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>What answers, in words.</summary>
    public string What { get; }

    public static async Task<Upstreams> StartAsync(CancellationToken cancellationToken)
    {
        int[] ports = [.. Parts.Services.Select(_ => FreePort.Next())];
        if (NginxProcess.Program is not null)
        {
            var nginx = await NginxProcess.StartAsync(NginxConfiguration.Upstream(ports), Files(), ports);
            return new(nginx, nginx.Id, ports, "one nginx worker that answers for all five");
        }

        var program = await ServiceProcess.StartAsync("Peers", [], ["parts", .. ports.Select(port => port.ToString(CultureInfo.InvariantCulture))], cancellationToken);
        return new(program, program.Id, ports, "one program on Kestrel that answers for all five, since nginx is not installed");
    }

    /// <summary>Calls until now, without those of this method, and calls that are being answered now.</summary>
    public async Task<UpstreamCounts> CountAsync(CancellationToken cancellationToken)
    {
        var text = await client.GetStringAsync("/status", cancellationToken);
        var own = Interlocked.Increment(ref ownRequests);
        var counts = UpstreamCounts.Parse(text);
        return new(counts.Calls - own, counts.InFlight - 1);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await process.DisposeAsync();
    }

    private static Dictionary<string, string> Files() =>
        Parts.Kilobytes.Where(size => size > 1).ToDictionary(size => $"kb{size}.json", PartBody.Of);
}
