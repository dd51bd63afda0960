using Bench.Gateway.Systems;
using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Gateway.Measuring;

/// <summary>The same composition and the same proxied call by others, turn by turn.</summary>
internal sealed class GatewayPeers(GatewayUnderLoad gateway, GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
{
    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Opening = TimeSpan.FromMilliseconds(300);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Note("Peers: nginx has one worker, so one core at most; the others may use all. CPU per request is of the composing process alone.");
        recorder.Step("peers: composition of five parts");
        await CompareAsync(
            await Contenders.ComposingAsync(gateway, cancellationToken), "gateway.composition", "Composition of five parts of 1 KB",
            "nginx server-side includes", withRate: true, cancellationToken);
        recorder.Step("peers: plain proxy");
        await CompareAsync(
            await Contenders.ProxyingAsync(gateway, cancellationToken), "gateway.proxy", "Plain proxy of 1 KB",
            "nginx proxy", withRate: false, cancellationToken);
        recorder.Step("peers: 304 by ETag");
        await CompareAsync(
            await Contenders.NotModifiedAsync(gateway, cancellationToken), "gateway.not-modified", "304 by ETag from five kept parts",
            "one hop of nginx, 1 KB", withRate: false, cancellationToken);
    }

    private async Task CompareAsync(
        IReadOnlyList<Contender> contenders, string id, string name, string nginx, bool withRate, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var contender in contenders)
            {
                await contender.Clients.ClosedAsync(plan.Connections, contender.IsCompiled ? Opening : plan.WarmUp / 2, [], cancellationToken);
            }

            for (var run = 1; run <= settings.Runs; run++)
            {
                foreach (var contender in contenders)
                {
                    await MeasureAsync(contender, withRate, run, cancellationToken);
                }
            }

            Record(contenders, id, name, nginx, withRate);
        }
        finally
        {
            foreach (var contender in contenders)
            {
                await contender.DisposeAsync();
            }
        }
    }

    private async Task MeasureAsync(Contender contender, bool withRate, int run, CancellationToken cancellationToken)
    {
        recorder.Step($"peers: {contender.Name}, run {run} of {settings.Runs}");
        if (withRate)
        {
            contender.AtRate.Add(await MeterAsync(contender, () => contender.Clients.OpenAsync(plan.RequestsPerSecond, plan.Peer, Allowance, [], cancellationToken)));
        }

        contender.Saturated.Add(await MeterAsync(contender, () => contender.Clients.ClosedAsync(plan.Connections, plan.Peer, [], cancellationToken)));
    }

    private async Task<Stretch> MeterAsync(Contender contender, Func<Task<Http.LoadOutcome>> load)
    {
        var stretch = await Stretch.MeterAsync(contender.ProcessId, gateway.Upstreams.ProcessId, load);
        if (stretch.Load.Failed > 0)
        {
            recorder.Note($"{contender.Name}: {stretch.Load.Failed} calls failed: {stretch.Load.Faults}");
        }

        return stretch;
    }

    private void Record(IReadOnlyList<Contender> all, string id, string name, string nginx, bool withRate)
    {
        if (withRate)
        {
            recorder.Peers(Comparison(
                all, $"{id}-cpu", $"{name}, CPU at {plan.RequestsPerSecond:N0} req/s", "ms/req", Better.Lower, nginx, one => one.AtRate, stretch => stretch.CpuMsPerRequest));
        }

        recorder.Peers(Comparison(
            all, $"{id}-cpu-saturated", $"{name}, CPU at {plan.Connections} connections", "ms/req", Better.Lower, nginx, one => one.Saturated, stretch => stretch.CpuMsPerRequest));
        recorder.Peers(Comparison(
            all, $"{id}-throughput", $"{name}, throughput at {plan.Connections} connections", "req/s", Better.Higher, nginx, one => one.Saturated, stretch => stretch.Load.PerSecond));
    }

    private static PeerComparison Comparison(
        IReadOnlyList<Contender> all, string id, string name, string unit, Better better, string nginx,
        Func<Contender, IReadOnlyList<Stretch>> stretches, Func<Stretch, double> value)
    {
        var measured = all.Select(one => (one.Name, Value: Measurement.Of(stretches(one).Select(value)))).ToArray();
        PeerResult[] missing = NginxProcess.Program is null ? [PeerResult.NotMeasured(nginx, NginxProcess.WhyNot)] : [];
        return new(id, name, unit, better, measured[0].Value, [.. measured[1..].Select(one => new PeerResult(one.Name, one.Value, null)), .. missing]);
    }
}
