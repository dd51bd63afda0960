using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>The seed's load through the gateway of a system that runs already.</summary>
internal sealed class ChatThroughGateway(LabSettings settings, ScenarioRecorder recorder)
{
    private const string NotOfThisRun = "the processes of a running system are not measured from outside";

    /// <summary>The gateway holds two descriptors per socket.</summary>
    private readonly int clients = settings.Sized(quick: 500, full: 8_000);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(8), full: TimeSpan.FromSeconds(20));

    public async Task RunAsync(Uri gateway, CancellationToken cancellationToken)
    {
        recorder.Conditions(profile => ChatConditions.Of(profile, clients));
        SayWhatIsNotSeen();
        await using var system = ChatSystem.Running(gateway);
        // Rooms of an earlier load may still be there.
        var plan = new CrowdPlan($"bench-{Guid.NewGuid():N}"[..14], clients, 1, ChatLoad.RoomSize, ChatLoad.RoomsPerClient, settings.Seed);
        recorder.Step($"{clients} sockets through {gateway}");
        await using var crowd = await Crowd.GatherAsync(system, plan, cancellationToken);
        recorder.Row("chat.clients", Lab.Results.Measurement.Of(clients - crowd.Closed));

        var rate = clients * ChatLoad.MessagesPerSecondPerClient;
        var stretches = new List<Stretch>();
        for (var run = 1; run <= settings.Runs; run++)
        {
            recorder.Step($"{rate:0.#} msg/s for {length.TotalSeconds:0} s, run {run} of {settings.Runs}");
            stretches.Add(await Stretch.MeasureAsync(system, null, crowd, rate, length, cancellationToken));
            LoadFigures.Rows(recorder, stretches, clients);
        }

        LoadFigures.Further(recorder, stretches, crowd);
    }

    private void SayWhatIsNotSeen()
    {
        string[] rows =
        [
            "chat.base-memory", "chat.memory-per-socket", "chat.socket-memory", "chat.memory", "chat.cpu-per-message", "chat.cpu-cores",
            "chat.cpu-cores-with-headroom", "chat.database-operations-per-message", "chat.database-operations-per-second",
            "chat.database-latency", "chat.database-in-flight", "chat.database-connections",
        ];
        foreach (var row in rows)
        {
            recorder.NotMeasured(row, NotOfThisRun);
        }

        ChatScaling.NotMeasured(recorder, "needs nodes that the lab starts");
    }
}
