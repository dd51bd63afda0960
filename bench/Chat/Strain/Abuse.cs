using System.Collections.Concurrent;
using Bench.Chat.Proof.Clients;
using Bench.Lab.Load;
using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Chat.Strain;

/// <summary>
/// Clients that ask for far more than they may: 1,000 that send 50 messages a second each, and one user who joins 10,000 times a second.
/// They must be told so by a code, memory must stay bounded, and others must hardly feel it. The nodes run with their default limits.
/// </summary>
internal sealed class Abuse(ILabProgress progress, TimeSpan length, int abusers) : StrainRun(progress)
{
    private const int Others = 100;
    private const double MessagesPerSecond = 50;
    private const double SendsPerAbuser = 50;
    private const double JoinsPerSecond = 10_000;
    private const int JoiningLinks = 4;
    private const int RoomSize = 10;
    private const int UnderWayMax = 5_000;
    private const double RatioMax = 2;

    /// <summary>p99 of the others while the flood begins, ms: what everybody sends at its first moment is let in, and these cores must deliver it.</summary>
    private const double OnsetMsMax = 1_000;
    private const double GrowthMaxMegabytes = 500;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Onset = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, long> answers = new();

    public override string Name => "abuse";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting {Nodes} nodes");
        await using var stores = await ChatStores.StartAsync();
        await using var system = await ChatSystem.StartLimitedAsync(stores, Nodes, cancellationToken);
        await using var crowd = await Crowd.GatherAsync(system, new("others", Others, Nodes, RoomSize, RoomsPerClient: 2, Seed: 1), cancellationToken);
        string[] rooms = [.. Enumerable.Range(0, Math.Max(1, abusers / RoomSize)).Select(room => $"abused-{room}")];
        await system.CreateRoomsAsync(rooms, cancellationToken);
        Step($"{MessagesPerSecond} msg/s of {Others} others alone for {length.TotalSeconds:0} s");
        await crowd.SendAsync(MessagesPerSecond, length / 3, cancellationToken);
        var (alone, _) = await crowd.SendAsync(MessagesPerSecond, length, cancellationToken);

        var senders = Links(system, abusers, client => $"abuser-{client}");
        var joiners = Links(system, JoiningLinks, _ => "joiner");
        try
        {
            await ConnectAsync(senders, rooms, cancellationToken);
            await StrainAsync(system, crowd, alone, $"{abusers} clients at {SendsPerAbuser} msg/s each", SendsPerAbuser * abusers, index => SendAsync(senders[index % senders.Count], rooms), cancellationToken);
            await ConnectAsync(joiners, rooms: [], cancellationToken);
            await StrainAsync(system, crowd, alone, $"{JoinsPerSecond} joins/s of one user", JoinsPerSecond, index => JoinAsync(joiners[index % joiners.Count], rooms[index % rooms.Length]), cancellationToken);
        }
        finally
        {
            await Parallel.ForEachAsync(senders.Concat(joiners), CancellationToken.None, async (link, _) => await link.DisposeAsync());
        }
    }

    private async Task StrainAsync(ChatSystem system, Crowd crowd, Recording alone, string what, double perSecond, Func<int, Task> call, CancellationToken cancellationToken)
    {
        Step($"{what} for {length.TotalSeconds:0} s");
        answers.Clear();
        var calls = -1;
        var before = ProcessUsage.Of(system.Ids).MemoryMegabytes;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var abusing = OpenLoop.RunAsync(perSecond, Onset + length, UnderWayMax, _ => call(Interlocked.Increment(ref calls) & int.MaxValue), over.Token);
        // Nobody can be known as a heavy sender before he was one: that moment has a bound of its own.
        var (onset, early) = await crowd.SendAsync(MessagesPerSecond, Onset, cancellationToken);
        var (meanwhile, outcome) = await crowd.SendAsync(MessagesPerSecond, length, cancellationToken);
        // What was due and could not be offered is not made up for: the others are measured only until here.
        await over.CancelAsync();
        var after = ProcessUsage.Of(system.Ids).MemoryMegabytes;
        var abused = await abusing;
        var faults = await crowd.SettleAsync(meanwhile);

        Step(KeptPromise.Text($"{abused.Begun / abused.Took.TotalSeconds:0} calls/s were offered; answers: {string.Join(", ", answers.OrderByDescending(answer => answer.Value).Select(answer => $"{answer.Key} {answer.Value}"))}"));
        Keep(KeptPromise.None($"{what}: failed without a code", answers.Where(answer => answer.Key.StartsWith('?')).Sum(answer => answer.Value)));
        Keep(new($"{what}: memory of the nodes", KeptPromise.Text($"at most {GrowthMaxMegabytes:0} MB above {before:0} MB"), KeptPromise.Text($"{after:0} MB"), after - before <= GrowthMaxMegabytes));
        Keep(new($"{what}: delivery p99 of the others in its first {Onset.TotalSeconds:0} s", KeptPromise.Text($"at most {OnsetMsMax:0} ms"), KeptPromise.Text($"{onset.Deliveries.At(99):0.0} ms"), onset.Deliveries.At(99) <= OnsetMsMax));
        Keep(KeptPromise.Ratio($"{what}: delivery p99 of the others from then on", alone.Deliveries.At(99), meanwhile.Deliveries.At(99), RatioMax));
        Keep(KeptPromise.None($"{what}: messages of the others not taken", onset.Acknowledgements.Result().Failed + early.Unfinished + meanwhile.Acknowledgements.Result().Failed + outcome.Unfinished));
        Keep(KeptPromise.None($"{what}: deliveries of the others lost, repeated or reordered", faults.Lost + faults.Duplicates + faults.Reordered));
    }

    private Task SendAsync(ProofLink link, string[] rooms) => CallAsync(async () => await link.InvokeAsync<ReceiptAnswered>(
        "SendMessage", new MessageSent(rooms[link.Number % rooms.Length], Guid.CreateVersion7().ToString(), "more", null, null, null)));

    private Task JoinAsync(ProofLink link, string room) => CallAsync(async () => await link.InvokeAsync<JoinAnswered>("JoinRoom", room, null));

    private async Task CallAsync(Func<Task> call)
    {
        var answer = "ok";
        try
        {
            await call();
        }
        catch (Exception exception)
        {
            answer = Refusals.Code(exception) ?? $"? {exception.GetType().Name}";
        }

        answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
    }

    private static List<ProofLink> Links(ChatSystem system, int count, Func<int, string> user) =>
        [.. Enumerable.Range(0, count).Select(client => new ProofLink(client, system.Addresses[client % Nodes], user(client), CallTimeout, (_, _) => { }))];

    private static Task ConnectAsync(List<ProofLink> links, string[] rooms, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        links, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken }, async (link, _) =>
        {
            await link.ConnectAsync();
            if (rooms.Length > 0)
            {
                await link.InvokeAsync<JoinAnswered>("JoinRoom", rooms[link.Number % rooms.Length], null);
            }
        });
}
