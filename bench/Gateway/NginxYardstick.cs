using Bench.Gateway.Http;
using Bench.Gateway.Systems;
using Bench.Lab.Results;
using Bench.Lab.Running;
using Hosting.LocalProcesses.Servers;

namespace Bench.Gateway;

/// <summary>One hop of nginx: 1 KB passed through by one worker with kept-alive connections, 64 clients that ask again at once.</summary>
internal sealed class NginxYardstick : IYardstick
{
    private const string Name = "one hop of nginx, 1 KB, 64 connections";
    private const int Connections = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);

    public async Task<Yardstick> MeasureAsync(LabSettings settings, CancellationToken cancellationToken)
    {
        if (NginxProcess.Program is null)
        {
            return new(Name, null, null, NginxProcess.WhyNot);
        }

        var duration = TimeSpan.FromSeconds(settings.Sized(2, 5));
        await using var upstreams = await Upstreams.StartAsync(cancellationToken);
        var port = FreePort.Next();
        await using var hop = await NginxProcess.StartAsync(NginxConfiguration.Proxy(port, upstreams.Ports), new Dictionary<string, string>(), port);
        using var clients = await Clients.OfAsync(new($"http://127.0.0.1:{port}"), $"/{Parts.Services[0]}/products/{{id}}", cancellationToken);
        await clients.ClosedAsync(Connections, WarmUp, [], cancellationToken);
        var runs = new List<Stretch>();
        for (var run = 0; run < settings.Runs; run++)
        {
            runs.Add(await Stretch.MeterAsync(hop.Id, upstreams.ProcessId, () => clients.ClosedAsync(Connections, duration, [], cancellationToken)));
        }

        return new(Name, Measurement.Of(runs.Select(run => run.CpuMsPerRequest)), Measurement.Of(runs.Select(run => run.Load.PerSecond)), null);
    }
}
