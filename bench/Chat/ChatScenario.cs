using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>The load of chat: sockets on nodes that share one Redis and one PostgreSQL, and messages among them.</summary>
internal sealed class ChatScenario : IScenario
{
    public string Service => "chat";

    public async Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken)
    {
        recorder.Note("Clients, nodes, Redis and PostgreSQL share the cores of this machine: every latency holds what they take from each other.");
        if (settings.Target is { } gateway)
        {
            await new ChatThroughGateway(settings, recorder).RunAsync(gateway, cancellationToken);
            return;
        }

        if (!settings.HasLong(LabParts.Scaling))
        {
            ChatScaling.NotMeasured(recorder, "the full form measures it, and --part scaling");
        }

        recorder.Step("starting Redis and PostgreSQL");
        await using var stores = await ChatStores.StartAsync();
        if (settings.Has(LabParts.Load))
        {
            await new ChatLoad(settings, recorder, stores).RunAsync(cancellationToken);
            await new LoneNode(settings, recorder, stores).RunAsync(cancellationToken);
        }

        if (settings.HasLong(LabParts.Scaling))
        {
            await new ChatScaling(settings, recorder, stores).RunAsync(cancellationToken);
            await new PlacedScaling(settings, recorder, stores).RunAsync(cancellationToken);
        }

        if (settings.HasLong(LabParts.Growth))
        {
            await new ChatGrowth(settings, recorder, stores).RunAsync(cancellationToken);
        }

        if (settings.Has(LabParts.Peers))
        {
            await new ChatPeers(settings, recorder, stores).RunAsync(cancellationToken);
        }
    }
}
