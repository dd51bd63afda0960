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

        await LoadAsync(Loads(plan, settings, recorder), plan, recorder, cancellationToken);
        // A gateway of their own: peers begin with nothing behind them, and one that has had a spike holds a socket for each call of it.
        await LoadAsync(Comparisons(plan, settings, recorder), plan, recorder, cancellationToken);
    }

    private static async Task LoadAsync(
        List<Func<GatewayUnderLoad, CancellationToken, Task>> parts, GatewayPlan plan, ScenarioRecorder recorder, CancellationToken cancellationToken)
    {
        if (parts.Count == 0)
        {
            return;
        }

        recorder.Step("starting the gateway and what stands for its five services");
        await using var gateway = await GatewayUnderLoad.StartAsync(cancellationToken);
        recorder.Note($"Services: {gateway.Upstreams.What}, parts of 1 KB; the gateway runs in Production, as its peers do, with traces and metrics on and no collector.");
        recorder.Step($"warm-up, {plan.WarmUp.TotalSeconds:0.#} s");
        await gateway.WarmUpAsync(plan.WarmUp, cancellationToken);
        foreach (var part in parts)
        {
            await part(gateway, cancellationToken);
        }
    }

    private static List<Func<GatewayUnderLoad, CancellationToken, Task>> Loads(GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
    {
        var parts = new List<Func<GatewayUnderLoad, CancellationToken, Task>>();
        if (settings.Has(LabParts.Load))
        {
            parts.Add((gateway, end) => new SeedLoad(gateway, plan, settings, recorder).RunAsync(end));
        }

        if (settings.Has(LabParts.Scaling))
        {
            parts.Add((gateway, end) => new RisingLoad(gateway, plan, settings, recorder).RunAsync(end));
        }

        if (settings.HasLong(LabParts.Growth))
        {
            parts.Add((gateway, end) => new GrowingCompositions(gateway, plan, settings, recorder).RunAsync(end));
        }

        return parts;
    }

    private static List<Func<GatewayUnderLoad, CancellationToken, Task>> Comparisons(GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
    {
        var parts = new List<Func<GatewayUnderLoad, CancellationToken, Task>>();
        if (settings.Has(LabParts.Peers))
        {
            parts.Add((gateway, end) => new GatewayPeers(gateway, plan, settings, recorder).RunAsync(end));
        }

        if (settings.HasLong(LabParts.Telemetry))
        {
            parts.Add((gateway, end) => new TelemetryCost(gateway, plan, settings, recorder).RunAsync(end));
        }

        return parts;
    }
}
