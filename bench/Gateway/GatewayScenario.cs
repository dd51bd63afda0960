using Bench.Gateway.Measuring;
using Bench.Lab.Running;

namespace Bench.Gateway;

/// <summary>The load of section C of the seed: composed requests, five calls each.</summary>
internal sealed class GatewayScenario : IScenario
{
    public string Service => "gateway";

    public async Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken)
    {
        var plan = GatewayPlan.Of(settings);
        if (settings.Target is { } target)
        {
            await new TargetLoad(target, plan, settings, recorder).RunAsync(cancellationToken);
            return;
        }

        recorder.Step("starting the gateway and what stands for its five services");
        await using var gateway = await GatewayUnderLoad.StartAsync(cancellationToken);
        recorder.Note($"Services: {gateway.Upstreams.What}, parts of 1 KB; the gateway runs in Development, with traces and metrics on and no collector.");
        recorder.Step($"warm-up, {plan.WarmUp.TotalSeconds:0.#} s");
        await gateway.WarmUpAsync(plan.WarmUp, cancellationToken);
        foreach (var part in Asked(gateway, plan, settings, recorder))
        {
            await part(cancellationToken);
        }
    }

    private static IEnumerable<Func<CancellationToken, Task>> Asked(
        GatewayUnderLoad gateway, GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
    {
        if (settings.Has(LabParts.Load))
        {
            yield return new SeedLoad(gateway, plan, settings, recorder).RunAsync;
        }

        if (settings.Has(LabParts.Scaling))
        {
            yield return new RisingLoad(gateway, plan, settings, recorder).RunAsync;
        }

        if (settings.HasLong(LabParts.Growth))
        {
            yield return new GrowingCompositions(gateway, plan, settings, recorder).RunAsync;
        }

        if (settings.Has(LabParts.Peers))
        {
            yield return new GatewayPeers(gateway, plan, settings, recorder).RunAsync;
        }

        if (settings.HasLong(LabParts.Telemetry))
        {
            yield return new TelemetryCost(gateway, plan, settings, recorder).RunAsync;
        }
    }
}
