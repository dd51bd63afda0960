using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>
/// The seed's clients and load on this system, on SignalR with its Redis backplane, and on one node of SignalR that shares and keeps
/// nothing, which is the floor of whatever is built on it. Each in turn has the machine for itself: ten thousand silent sockets of another would be heard.
/// </summary>
internal sealed class ChatPeers(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    private const string Peer = "SignalR, Redis backplane, a row per message";
    private const string Floor = "floor: SignalR alone, one node, nothing kept";
    private const int Nodes = 2;

    /// <summary>Whose messages are sent as fast as they are carried: fewer, since the clients' own work on these cores grows with them.</summary>
    private const int SaturatingClients = 2_000;

    private readonly int clients = settings.Sized(quick: 200, full: 10_000);
    private readonly double rate = settings.Sized(quick: 100, full: 250);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(3), full: TimeSpan.FromSeconds(15));

    /// <summary>The collector's work on those who have just come, which is no part of what is measured.</summary>
    private readonly TimeSpan arrival = settings.Sized(quick: TimeSpan.FromSeconds(1), full: TimeSpan.FromSeconds(5));
    private readonly Saturation saturation = new(300, 1.4, 8, TimeSpan.FromSeconds(1.5));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ours = new Side("ours", Nodes, () => ChatSystem.StartAsync(stores, Nodes, cancellationToken));
        var peer = new Side("SignalR", Nodes, () => ChatSystem.StartPeerAsync(stores, Nodes, cancellationToken));
        var floor = new Side("SignalR alone", 1, () => ChatSystem.StartFloorAsync(cancellationToken));
        for (var run = 1; run <= settings.Runs; run++)
        {
            foreach (var side in new[] { ours, peer, floor })
            {
                recorder.Step(
                    $"peers: {side.Name}, {clients} sockets, {rate:0} msg/s for {length.TotalSeconds:0} s{(settings.Quick ? "" : ", then up to saturation")}, run {run} of {settings.Runs}");
                await MeasureAsync(side, $"peers-{side.Name}-{run}".Replace(' ', '-'), cancellationToken);
            }
        }

        Record(ours, peer, floor);
    }

    private async Task MeasureAsync(Side side, string prefix, CancellationToken cancellationToken)
    {
        await using var system = await side.Start();
        await Warming.ByFewAsync(system, prefix, side.Nodes, settings, cancellationToken);
        await MeasureLoadAsync(side, system, Plan(side, prefix, clients), cancellationToken);
        if (!settings.Quick)
        {
            await using var crowd = await Crowd.GatherAsync(system, Plan(side, $"{prefix}-most", SaturatingClients), cancellationToken);
            // Ten thousand have just left, and these have just come: both are work for the nodes.
            await Settled.MemoryAsync(system.Ids, cancellationToken);
            side.Carried.Add(await saturation.FindAsync(crowd, cancellationToken));
        }
    }

    private async Task MeasureLoadAsync(Side side, ChatSystem system, CrowdPlan plan, CancellationToken cancellationToken)
    {
        await using var crowd = await Crowd.GatherAsync(system, plan, cancellationToken);
        side.Megabytes.Add(await Settled.MemoryAsync(system.Ids, cancellationToken));
        var (arriving, _) = await crowd.SendAsync(rate, arrival, cancellationToken);
        await crowd.SettleAsync(arriving);
        side.Stretches.Add(await Stretch.MeasureAsync(system, stores, crowd, rate, length, cancellationToken));
    }

    private CrowdPlan Plan(Side side, string prefix, int size) =>
        new(prefix, size, side.Nodes, ChatLoad.RoomSize, ChatLoad.RoomsPerClient, settings.Seed);

    private void Record(Side ours, Side peer, Side floor)
    {
        Compare("chat.peer-cpu", "CPU per message", "ms", Better.Lower, side => side.Over(stretch => stretch.CpuMsPerMessage));
        Compare("chat.peer-latency-p50", "Send to receive, p50", "ms", Better.Lower, side => side.Over(stretch => stretch.Recording.Deliveries.At(50)));
        Compare("chat.peer-latency-p99", "Send to receive, p99", "ms", Better.Lower, side => side.Over(stretch => stretch.Recording.Deliveries.At(99)));
        Compare("chat.peer-memory", $"Memory of {Nodes} nodes with {clients} sockets", "MB", Better.Lower, side => Measurement.Of(side.Megabytes), hasFloor: false);
        if (!settings.Quick)
        {
            Compare("chat.peer-throughput", $"Most messages/s of {SaturatingClients} sockets at a p99 of {Saturation.LatencyMsMax:0} ms", "messages/s", Better.Higher, side => Measurement.Of(side.Carried));
        }

        Compare("chat.peer-stores", "CPU of Redis and PostgreSQL per message", "ms", Better.Lower, side => side.Over(stretch =>
            (stretch.Redis!.CpuSeconds + stretch.Postgres!.CpuSeconds) * 1_000 / Math.Max(1, stretch.Recording.Acknowledged)), hasFloor: false);
        recorder.Note("The peer gives messages no place in a room's order, no repair of missed ones, no de-duplication: it does less per message.");

        void Compare(string id, string name, string unit, Better better, Func<Side, Measurement> value, bool hasFloor = true) => recorder.Peers(
            new(id, name, unit, better, value(ours), [new(Peer, value(peer), null), .. hasFloor ? [new PeerResult(Floor, value(floor), null)] : Array.Empty<PeerResult>()]));
    }

    /// <summary>One of those who are compared, with what was measured of it.</summary>
    private sealed record Side(string Name, int Nodes, Func<Task<ChatSystem>> Start)
    {
        public List<double> Megabytes { get; } = [];

        public List<Stretch> Stretches { get; } = [];

        public List<double> Carried { get; } = [];

        public Measurement Over(Func<Stretch, double> value) => Measurement.Of(Stretches.Select(value));
    }
}
