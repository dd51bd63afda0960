using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>The seed's load on two nodes: memory of sockets, then messages at the seed's rate per client.</summary>
internal sealed class ChatLoad(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    /// <summary>Seed A.1: 1.5 messages a minute.</summary>
    public const double MessagesPerSecondPerClient = 0.025;

    /// <summary>Members of a room.</summary>
    public const int RoomSize = 10;

    /// <summary>Rooms of a client.</summary>
    public const int RoomsPerClient = 2;

    private const int Nodes = 2;

    private readonly int clients = settings.Sized(quick: 1_000, full: 10_000);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(5), full: TimeSpan.FromSeconds(15));

    /// <summary>In the full form longer than PostgreSQL takes to tell what joining did, which is then no part of what is counted.</summary>
    private readonly TimeSpan silence = settings.Sized(quick: TimeSpan.FromSeconds(2), full: TimeSpan.FromSeconds(11));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Conditions(profile => ChatConditions.Of(profile, clients));
        recorder.Step($"starting {Nodes} nodes");
        await using var system = await ChatSystem.StartAsync(stores, Nodes, cancellationToken);
        recorder.Step("warming");
        await Warming.ByFewAsync(system, "load", Nodes, settings, cancellationToken);
        var baseMegabytes = await Settled.MemoryAsync(system.Ids, cancellationToken);

        var plan = new CrowdPlan("load", clients, Nodes, RoomSize, RoomsPerClient, settings.Seed);
        recorder.Step($"{clients} sockets over {Nodes} nodes, each in {RoomsPerClient} rooms of {RoomSize}");
        await using var crowd = await Crowd.PrepareAsync(system, plan, cancellationToken);
        await ConnectAsync(system, crowd, baseMegabytes, cancellationToken);
        var idleCores = await MeasureIdleAsync(system, crowd, cancellationToken);
        await MeasureAsync(system, crowd, idleCores, cancellationToken);
    }

    private async Task ConnectAsync(ChatSystem system, Crowd crowd, double baseMegabytes, CancellationToken cancellationToken)
    {
        var connecting = await crowd.ConnectAsync(cancellationToken);
        var connectedMegabytes = await Settled.MemoryAsync(system.Ids, cancellationToken);
        var joining = await crowd.JoinAsync(cancellationToken);
        var megabytes = await Settled.MemoryAsync(system.Ids, cancellationToken);
        var socketMegabytes = Math.Max(0, megabytes - baseMegabytes);
        var kilobytesPerSocket = socketMegabytes * 1_000 / clients;

        recorder.Row("chat.clients", Measurement.Of(clients - crowd.Closed));
        recorder.Row("chat.base-memory", Measurement.Of(baseMegabytes / Nodes), "one node after its first messages");
        recorder.Row("chat.memory-per-socket", Measurement.Of(kilobytesPerSocket), $"with its {RoomsPerClient} rooms");
        recorder.Row("chat.socket-memory", Measurement.Of(socketMegabytes));
        recorder.Row("chat.memory", Measurement.Of(megabytes), $"{Nodes} nodes together");
        recorder.Cost("Chat.BaseMemoryMegabytes", "MB", Measurement.Of(baseMegabytes / Nodes));
        recorder.Cost("Chat.MemoryKilobytesPerSocket", "KB", Measurement.Of(kilobytesPerSocket));
        recorder.Figure("chat.connects-per-second", "Sockets opened and signed in", "clients/s", Better.Higher,
            Measurement.Of(clients / connecting.TotalSeconds));
        recorder.Figure("chat.joins-per-second", "Rooms joined", "joins/s", Better.Higher,
            Measurement.Of(clients * RoomsPerClient / joining.TotalSeconds));
        recorder.Figure("chat.memory-per-idle-socket", "Memory of a socket before it joins a room", "KB", Better.Lower,
            Measurement.Of(Math.Max(0, connectedMegabytes - baseMegabytes) * 1_000 / clients));
    }

    /// <summary>What keep-alives and timers take without a message: a figure of its own, and part of every cost below.</summary>
    private async Task<double> MeasureIdleAsync(ChatSystem system, Crowd crowd, CancellationToken cancellationToken)
    {
        recorder.Step($"{clients} silent sockets for {silence.TotalSeconds:0} s");
        await using var meter = Lab.Processes.UsageMeter.Start(("nodes", system.Ids));
        await Task.Delay(silence, cancellationToken);
        var used = await meter.StopAsync();
        recorder.Figure("chat.idle-cores", $"Nodes with {clients - crowd.Closed} silent sockets", "cores", Better.Lower, Measurement.Of(used["nodes"].Cores));
        return used["nodes"].Cores;
    }

    private async Task MeasureAsync(ChatSystem system, Crowd crowd, double idleCores, CancellationToken cancellationToken)
    {
        var rate = clients * MessagesPerSecondPerClient;
        var stretches = new List<Stretch>();
        for (var run = 1; run <= settings.Runs; run++)
        {
            recorder.Step($"{rate:0.#} msg/s for {length.TotalSeconds:0} s, run {run} of {settings.Runs}");
            stretches.Add(await Stretch.MeasureAsync(system, stores, crowd, rate, length, cancellationToken));
            // Each run replaces what stands, so that a load that is stopped still shows the runs before.
            LoadFigures.Rows(recorder, stretches, clients);
        }

        LoadFigures.Further(recorder, stretches, crowd);
        recorder.Figure("chat.cpu-per-message-above-idle", "CPU per message above that of silent sockets", "ms", Better.Lower, Measurement.Of(
            stretches.Select(stretch => Math.Max(0, stretch.Nodes!.Cores - idleCores) * 1_000 / stretch.MessagesPerSecond)));
        await CheckStoredAsync(crowd);
    }

    /// <summary>What was acknowledged must be in PostgreSQL soon after.</summary>
    private async Task CheckStoredAsync(Crowd crowd)
    {
        var stored = await StoredCheck.CountAsync(stores, crowd);
        recorder.Figure("chat.not-stored", "Acknowledged messages that PostgreSQL lacks", "messages", Better.Lower, Measurement.Of(crowd.Acknowledged - stored));
    }
}
