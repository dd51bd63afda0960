using System.Net.Http.Json;
using Bench.Gateway.Systems;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Bench.Lab.Systems;

namespace Bench.Gateway.Strain;

/// <summary>
/// Three times what a service can do: a storefront service with 16 slots of 50 ms behind a composed answer that needs it. First a gateway
/// that has just started meets that load, then a warm one.
/// </summary>
internal sealed class Overload(ILabProgress progress, TimeSpan length) : StrainRun(progress)
{
    private const int Slots = 16;
    private const int SlotMs = 50;
    private const double Factor = 3;
    private const double GoodputMin = 0.9;
    private const double LatencyRatioMax = 2;
    private const double RefusedMsMax = 10;
    private static readonly double Capacity = Slots * 1_000.0 / SlotMs;
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(2);

    public override string Name => "overload";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting the services: prices in {Slots} slots of {SlotMs} ms, so {Capacity:0} req/s at most");
        await using var upstreams = await Upstreams.StartAsync(cancellationToken);
        await using var pricing = await ServiceProcess.StartAsync("Storefront", [new("Storefront:Service", "Pricing")], null, cancellationToken);
        await LimitAsync(pricing, cancellationToken);
        await ColdAsync(upstreams, pricing, cancellationToken);
        await WarmAsync(upstreams, pricing, cancellationToken);
    }

    private async Task ColdAsync(Upstreams upstreams, ServiceProcess pricing, CancellationToken cancellationToken)
    {
        var stretch = length / 4;
        Step($"a gateway that has just started: {Factor * Capacity:0} req/s for {stretch.TotalSeconds:0} s, twice");
        await using var gateway = await StartAsync(upstreams, pricing, cancellationToken);
        using var load = new ShedLoad(gateway.Address, GatewayUnderLoad.Product);
        var first = await load.RunAsync(Factor * Capacity, stretch, cancellationToken);
        Tell("its first stretch", first);
        var second = await load.RunAsync(Factor * Capacity, stretch, cancellationToken);
        Tell("its second stretch", second);
        Keep(Share("goodput of a gateway that started under the load, second stretch", second.Goodput, Capacity));
    }

    private async Task WarmAsync(Upstreams upstreams, ServiceProcess pricing, CancellationToken cancellationToken)
    {
        await using var gateway = await StartAsync(upstreams, pricing, cancellationToken);
        using var load = new ShedLoad(gateway.Address, GatewayUnderLoad.Product);
        Step("warming up");
        await load.RunAsync(Capacity / 2, length / 6, cancellationToken);
        await load.RunAsync(Capacity / 2, length / 6, cancellationToken);

        Step($"a tenth of the capacity for {(length / 4).TotalSeconds:0} s: latency without a line");
        var calm = await load.RunAsync(Capacity / 10, length / 4, cancellationToken);
        Tell("calm", calm);
        Step($"{Factor:0} times the capacity, {Factor * Capacity:0} req/s for {length.TotalSeconds:0} s");
        var strained = await load.RunAsync(Factor * Capacity, length, cancellationToken);
        Tell("strained", strained);
        Step($"strained: {strained.Seconds.Over(calm.Served.At(99) * LatencyRatioMax)}");
        await Task.Delay(Back, cancellationToken);
        Step("half of the capacity, 2 s afterwards");
        var after = await load.RunAsync(Capacity / 2, length / 6, cancellationToken);
        Tell("afterwards", after);

        Keep(Share("goodput", strained.Goodput, Capacity));
        Keep(KeptPromise.Ratio("p99 of what was served", calm.Served.At(99), strained.Served.At(99), LatencyRatioMax));
        Keep(new("p99 of refusals", KeptPromise.Text($"below {RefusedMsMax:0} ms"), KeptPromise.Text($"{strained.Refused.At(99):0.0} ms of {strained.Refused.Count}"), strained.Refused.Count > 0 && strained.Refused.At(99) < RefusedMsMax));
        Keep(KeptPromise.None("answers that are neither", strained.Others + calm.Others + after.Others));
        Keep(KeptPromise.None("refusals from 2 s afterwards on", after.Refused.Count));
        Keep(KeptPromise.Ratio("p99 from 2 s afterwards on", calm.Served.At(99), after.Served.At(99), LatencyRatioMax));
    }

    private void Tell(string what, ShedOutcome outcome) => Step(KeptPromise.Text(
        $"{what}: {outcome.Goodput:0} req/s served, p50 {outcome.Served.At(50):0.0} p99 {outcome.Served.At(99):0.0} ms; {outcome.Refused.Count} refused, p50 {outcome.Refused.At(50):0.0} p99 {outcome.Refused.At(99):0.0} ms; {outcome.Others} others{outcome.OthersText}"));

    private static KeptPromise Share(string what, double got, double most) => new(
        what, KeptPromise.Text($"at least {GoodputMin:0.0#} of {most:0} req/s"), KeptPromise.Text($"{got:0} req/s ({got / most:0.00})"), got >= most * GoodputMin);

    private static async Task<ServiceProcess> StartAsync(Upstreams upstreams, ServiceProcess pricing, CancellationToken cancellationToken)
    {
        int[] ports = [.. upstreams.Ports];
        ports[Array.IndexOf([.. Parts.Services], "pricing")] = pricing.Address.Port;
        return await ServiceProcess.StartAsync("Gateway.Api", GatewaySettings.For(ports), null, cancellationToken);
    }

    private static async Task LimitAsync(ServiceProcess pricing, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = pricing.Address };
        using var answer = await client.PutAsJsonAsync("/faults", new { latencyMs = SlotMs, maxConcurrency = Slots }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
