using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>
/// The same clients and the same load on this system and on SignalR with its Redis backplane, in turn; and on one node of SignalR that
/// shares and keeps nothing, which is the floor of whatever is built on it.
/// </summary>
internal sealed class ChatPeers(LabSettings settings, ScenarioRecorder recorder, ChatStores stores)
{
    private const string Peer = "SignalR, Redis backplane, a row per message";
    private const string Floor = "floor: SignalR alone, one node, nothing kept";
    private const int Nodes = 2;
    private static readonly TimeSpan WarmingRound = TimeSpan.FromSeconds(0.5);

    private readonly int clients = settings.Sized(quick: 200, full: 2_000);
    private readonly double rate = settings.Sized(quick: 100, full: 250);
    private readonly TimeSpan length = settings.Sized(quick: TimeSpan.FromSeconds(3), full: TimeSpan.FromSeconds(6));
    private readonly Saturation saturation = new(300, 1.4, 8, TimeSpan.FromSeconds(1.5));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        recorder.Step($"peers: starting {Nodes} nodes each, {clients} sockets each");
        await using var ours = await Side.StartAsync(() => ChatSystem.StartAsync(stores, Nodes, cancellationToken), Plan("ours"), settings, cancellationToken);
        await using var peer = await Side.StartAsync(() => ChatSystem.StartPeerAsync(stores, Nodes, cancellationToken), Plan("peer"), settings, cancellationToken);
        await using var floor = await Side.StartAsync(
            () => ChatSystem.StartFloorAsync(cancellationToken), Plan("floor") with { Nodes = 1 }, settings, cancellationToken);
        for (var run = 1; run <= settings.Runs; run++)
        {
            foreach (var (name, side) in new[] { ("ours", ours), ("SignalR", peer), ("SignalR alone", floor) })
            {
                // After the other's turn, and after the crest of its own last one.
                await Settled.MemoryAsync(side.System.Ids, cancellationToken);
                recorder.Step($"peers: {name}, {rate:0} msg/s for {length.TotalSeconds:0} s{(settings.Quick ? "" : ", then up to saturation")}, run {run} of {settings.Runs}");
                side.Stretches.Add(await Stretch.MeasureAsync(side.System, stores, side.Crowd, rate, length, cancellationToken));
                if (!settings.Quick)
                {
                    side.Carried.Add(await saturation.FindAsync(side.Crowd, cancellationToken));
                }
            }
        }

        Record(ours, peer, floor);
    }

    private CrowdPlan Plan(string prefix) => new($"peers-{prefix}", clients, Nodes, ChatLoad.RoomSize, ChatLoad.RoomsPerClient, settings.Seed);

    private void Record(Side ours, Side peer, Side floor)
    {
        Compare("chat.peer-cpu", "CPU per message", "ms", Better.Lower, side => side.Over(stretch => stretch.CpuMsPerMessage));
        Compare("chat.peer-latency-p50", "Send to receive, p50", "ms", Better.Lower, side => side.Over(stretch => stretch.Recording.Deliveries.At(50)));
        Compare("chat.peer-latency-p99", "Send to receive, p99", "ms", Better.Lower, side => side.Over(stretch => stretch.Recording.Deliveries.At(99)));
        Compare("chat.peer-memory", $"Memory of {Nodes} nodes with {clients} sockets", "MB", Better.Lower, side => Measurement.Of(side.Megabytes), hasFloor: false);
        if (!settings.Quick)
        {
            Compare("chat.peer-throughput", $"Most messages/s at a p99 of {Saturation.LatencyMsMax:0} ms", "messages/s", Better.Higher, side => Measurement.Of(side.Carried));
        }

        Compare("chat.peer-stores", "CPU of Redis and PostgreSQL per message", "ms", Better.Lower, side => side.Over(stretch =>
            (stretch.Redis!.CpuSeconds + stretch.Postgres!.CpuSeconds) * 1_000 / Math.Max(1, stretch.Recording.Acknowledged)), hasFloor: false);
        recorder.Note("The peer gives messages no place in a room's order, no repair of missed ones, no de-duplication: it does less per message.");

        void Compare(string id, string name, string unit, Better better, Func<Side, Measurement> value, bool hasFloor = true) => recorder.Peers(
            new(id, name, unit, better, value(ours), [new(Peer, value(peer), null), .. hasFloor ? [new PeerResult(Floor, value(floor), null)] : Array.Empty<PeerResult>()]));
    }

    /// <summary>One of the two, with its clients.</summary>
    private sealed class Side(ChatSystem system, Crowd crowd, double megabytes) : IAsyncDisposable
    {
        public ChatSystem System => system;

        public Crowd Crowd => crowd;

        public double Megabytes => megabytes;

        public List<Stretch> Stretches { get; } = [];

        public List<double> Carried { get; } = [];

        public static async Task<Side> StartAsync(Func<Task<ChatSystem>> start, CrowdPlan plan, LabSettings settings, CancellationToken cancellationToken)
        {
            var system = await start();
            try
            {
                var crowd = await Crowd.GatherAsync(system, plan, cancellationToken);
                return new(system, crowd, await Warming.RunAsync(system, crowd, settings.Sized(quick: 1, full: Warming.Rounds(settings)), WarmingRound, cancellationToken));
            }
            catch
            {
                await system.DisposeAsync();
                throw;
            }
        }

        public Measurement Over(Func<Stretch, double> value) => Measurement.Of(Stretches.Select(value));

        public async ValueTask DisposeAsync()
        {
            await crowd.DisposeAsync();
            await system.DisposeAsync();
        }
    }
}
