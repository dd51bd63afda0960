using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>The seed's sockets and rooms on one node: what they take where no second node's base is counted with them.</summary>
internal sealed class LoneNode(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    private const string Prefix = "lone";
    private readonly int clients = settings.Sized(quick: 1_000, full: 10_000);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Step($"{clients} sockets on one node");
        await using var system = await ChatSystem.StartAsync(stores, 1, cancellationToken);
        await Warming.ByFewAsync(system, Prefix, nodes: 1, settings, cancellationToken);
        var plan = new CrowdPlan(Prefix, clients, 1, ChatLoad.RoomSize, ChatLoad.RoomsPerClient, settings.Seed);
        await using var crowd = await Crowd.GatherAsync(system, plan, cancellationToken);
        recorder.Figure("chat.memory-lone-node", $"Memory of one node that holds all {clients - crowd.Closed} sockets", "MB", Better.Lower,
            Measurement.Of(await Settled.MemoryAsync(system.Ids, cancellationToken)));
    }
}
