using Bench.Chat.Proof.Clients;
using Bench.Lab.Load;
using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Chat.Strain;

/// <summary>
/// Clients that stop reading, in rooms where much is said: each must be cut off at its bounded queue, and whoever shares a room with them
/// must not feel it. The same clients in the same rooms, reading, are what it is compared with.
/// </summary>
internal sealed class SlowReaders(ILabProgress progress, TimeSpan length, int readers) : StrainRun(progress)
{
    private const int Others = 100;
    private const double MessagesPerSecond = 50;
    private const double LongMessagesPerSecond = 80;
    private const int Talkers = 8;
    private const int UnderWayMax = 1_000;
    private const double RatioMax = 1.2;
    private const double GrowthMaxMegabytes = 200;
    private static readonly string LongText = new('x', 4_000);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Longer than it takes to fill a queue of 64 KB and what lies before it.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private int rounds;
    private int cut;

    public override string Name => "slow";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting {Nodes} nodes");
        await using var stores = await ChatStores.StartAsync();
        await using var system = await ChatSystem.StartAsync(stores, Nodes, cancellationToken, new() { ["Chat:QueueMessages"] = "256", ["Chat:QueueBytes"] = "65536" });
        await using var crowd = await Crowd.GatherAsync(system, new("slow", Others, Nodes, RoomSize: 10, RoomsPerClient: 2, Seed: 1), cancellationToken);
        var rooms = crowd.Plan.Rooms;
        var talkers = Enumerable.Range(0, Talkers).Select(talker => new ProofLink(talker, system.Addresses[talker % Nodes], $"talker-{talker}", CallTimeout, (_, _) => { })).ToList();
        try
        {
            await Task.WhenAll(talkers.Select(talker => EnterAsync(talker, rooms)));
            Step($"{readers} clients read; {LongMessagesPerSecond} long msg/s, {MessagesPerSecond} msg/s of {Others} others for {length.TotalSeconds:0} s");
            await StretchAsync(system, crowd, talkers, reads: true, length / 3, cancellationToken);
            var (reading, _) = await StretchAsync(system, crowd, talkers, reads: true, length, cancellationToken);
            Step("they stop reading");
            var before = ProcessUsage.Of(system.Ids).MemoryMegabytes;
            var (slow, unfinished) = await StretchAsync(system, crowd, talkers, reads: false, length, cancellationToken);
            var after = ProcessUsage.Of(system.Ids).MemoryMegabytes;
            var faults = await crowd.SettleAsync(slow);

            Keep(KeptPromise.Ratio("delivery p99 of the others", reading.Deliveries.At(99), slow.Deliveries.At(99), RatioMax));
            Keep(KeptPromise.None("messages of the others not taken", slow.Acknowledgements.Result().Failed + unfinished));
            Keep(KeptPromise.None("deliveries of the others lost, repeated or reordered", faults.Lost + faults.Duplicates + faults.Reordered));
            Keep(new("clients that did not read were cut off", "every one", KeptPromise.Text($"{cut} of {rounds}"), rounds > 0 && cut == rounds));
            Keep(new("memory of the nodes", KeptPromise.Text($"at most {GrowthMaxMegabytes:0} MB above {before:0} MB"), KeptPromise.Text($"{after:0} MB"), after - before <= GrowthMaxMegabytes));
        }
        finally
        {
            await Task.WhenAll(talkers.Select(talker => talker.DisposeAsync().AsTask()));
        }
    }

    private async Task<(Recording Recording, long Unfinished)> StretchAsync(
        ChatSystem system, Crowd crowd, List<ProofLink> talkers, bool reads, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rooms = crowd.Plan.Rooms;
        (rounds, cut) = (0, 0);
        var turn = -1;
        var listening = Task.WhenAll(Enumerable.Range(0, readers).Select(reader => StayAsync(system, reader, rooms, reads, over.Token)));
        var talking = OpenLoop.RunAsync(LongMessagesPerSecond, duration, UnderWayMax, _ => TalkAsync(talkers, rooms, Interlocked.Increment(ref turn)), over.Token);
        var (recording, outcome) = await crowd.SendAsync(MessagesPerSecond, duration, cancellationToken);
        await over.CancelAsync();
        await talking;
        await listening;
        return (recording, outcome.Unfinished);
    }

    /// <summary>Comes to half of the rooms, stays a while, and comes again, until it is over. They come one by one: to come all at once is another burden.</summary>
    private async Task StayAsync(ChatSystem system, int number, IReadOnlyList<string> rooms, bool reads, CancellationToken over)
    {
        await Task.Delay(Round * number / readers, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!over.IsCancellationRequested)
        {
            using var reader = await RoomReader.ConnectAsync(
                system.Addresses[number % Nodes], $"reader-{number}", rooms.Where((_, room) => room % 2 == number / Nodes % 2), isNarrow: !reads, CancellationToken.None);
            if (reads)
            {
                await reader.ReadAsync(Round);
                continue;
            }

            await Task.Delay(Round, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!over.IsCancellationRequested)
            {
                Interlocked.Increment(ref rounds);
                Interlocked.Add(ref cut, await reader.ReadAsync(EndPatience) ? 1 : 0);
            }
        }
    }

    private static async Task TalkAsync(List<ProofLink> talkers, IReadOnlyList<string> rooms, int turn)
    {
        var room = turn % rooms.Count;
        try
        {
            await talkers[room % talkers.Count].InvokeAsync<ReceiptAnswered>(
                "SendMessage", new MessageSent(rooms[room], Guid.CreateVersion7().ToString(), LongText, null, null, null));
        }
        catch (Exception)
        {
            // It only makes the rooms loud.
        }
    }

    private static async Task EnterAsync(ProofLink talker, IReadOnlyList<string> rooms)
    {
        await talker.ConnectAsync();
        foreach (var room in rooms.Where((_, index) => index % Talkers == talker.Number))
        {
            await talker.InvokeAsync<JoinAnswered>("JoinRoom", room, null);
        }
    }
}
