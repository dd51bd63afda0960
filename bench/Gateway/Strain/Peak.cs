using Bench.Gateway.Http;
using Bench.Gateway.Measuring;
using Bench.Gateway.Systems;
using Bench.Lab.Load;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Hosting.LocalProcesses.Servers;

namespace Bench.Gateway.Strain;

/// <summary>
/// The peak of the seed: 5,000 composed requests a second whatever becomes of them, services of 100 ms. This gateway and nginx with server-side
/// includes in turn, so that both meet the same machine: what it can do at all is what nginx shows.
/// </summary>
internal sealed class Peak(ILabProgress progress, TimeSpan length) : StrainRun(progress)
{
    private const int Rounds = 2;
    private const double OfNginxMin = 0.9;
    private const double P99MsMax = 250;
    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan RunUp = TimeSpan.FromSeconds(3);

    public override string Name => "peak";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step("starting the gateway and what stands for its services");
        await using var gateway = await GatewayUnderLoad.StartAsync(cancellationToken);
        await gateway.WarmUpAsync(length / 4, cancellationToken);
        await using var nginx = await NginxAsync(gateway, cancellationToken);
        using var clients = await gateway.ClientsAsync(Parts.Fast.Path, cancellationToken);
        var (ours, others) = (new List<Turn>(), new List<Turn>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await TakeAsync("this gateway", clients, gateway.ProcessId, gateway, cancellationToken));
            if (nginx is not null)
            {
                others.Add(await TakeAsync(nginx.Name, nginx.Clients, nginx.ProcessId, gateway, cancellationToken));
            }
        }

        Judge(ours, others);
    }

    private void Judge(List<Turn> ours, List<Turn> others)
    {
        var (reached, of) = (ours.Average(turn => turn.Stretch.Load.PerSecond), others.Count == 0 ? GatewayUnderLoad.PeakPerSecond : others.Average(turn => turn.Stretch.Load.PerSecond));
        Keep(new(
            $"whole answers a second over those of {(others.Count == 0 ? "what is offered, since nginx is not installed" : "nginx server-side includes")}",
            KeptPromise.Text($"at least {OfNginxMin:0.0#} of {of:0}"), KeptPromise.Text($"{reached:0} ({reached / of:0.00})"), reached >= of * OfNginxMin));
        Keep(KeptPromise.None("requests that failed", ours.Sum(turn => turn.Stretch.Load.Failed)));
        var p99 = ours.Average(turn => turn.Latency.At(99));
        Keep(new("p99", KeptPromise.Text($"at most {P99MsMax:0} ms"), KeptPromise.Text($"{p99:0} ms"), p99 <= P99MsMax));
    }

    private static async Task<Contender?> NginxAsync(GatewayUnderLoad gateway, CancellationToken cancellationToken)
    {
        if (NginxProcess.Program is null)
        {
            return null;
        }

        var port = FreePort.Next();
        var nginx = await NginxProcess.StartAsync(NginxConfiguration.ComposingSlow(port, gateway.Upstreams.Ports), new Dictionary<string, string>(), port);
        var clients = await Clients.OfAsync(new($"http://127.0.0.1:{port}"), Parts.Fast.Path, cancellationToken);
        return new("nginx server-side includes, 1 worker", nginx.Id, clients, isCompiled: true, nginx);
    }

    private async Task<Turn> TakeAsync(string who, RequestLoad clients, int processId, GatewayUnderLoad gateway, CancellationToken cancellationToken)
    {
        await clients.OpenAsync(GatewayUnderLoad.PeakPerSecond / 5, RunUp, Allowance, [], cancellationToken);
        var latency = new LatencyRecorder("peak", who);
        var stretch = await Stretch.MeterAsync(processId, gateway.Upstreams.ProcessId, () => clients.OpenAsync(GatewayUnderLoad.PeakPerSecond, length, Allowance, [latency], cancellationToken));
        Step(KeptPromise.Text(
            $"{who}: {stretch.Load.PerSecond:0} req/s whole, {stretch.Load.Failed} failed ({stretch.Load.Faults}), p50 {latency.At(50):0} p99 {latency.At(99):0} ms, begun up to {stretch.Load.LatestMs:0} ms late; cores: {stretch.Cores:0.00}, services {stretch.Services.CpuSeconds / length.TotalSeconds:0.00}, generator {stretch.Generator.CpuSeconds / length.TotalSeconds:0.00}"));
        return new(stretch, latency);
    }

    private sealed record Turn(Stretch Stretch, LatencyRecorder Latency);
}
