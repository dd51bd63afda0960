using System.Diagnostics;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Support;

namespace Bench.Chat.Strain;

/// <summary>PostgreSQL is away for a stretch of load: deliveries must not feel it, and what waited is stored soon after its return.</summary>
internal sealed class Outage(ILabProgress progress, TimeSpan length, int clients) : StrainRun(progress)
{
    private const double MessagesPerSecond = 100;
    private const double RatioMax = 1.2;
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(2);

    public override string Name => "outage";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting {Nodes} nodes");
        await using var stores = await ChatStores.StartAsync();
        await using var system = await ChatSystem.StartAsync(stores, Nodes, cancellationToken);
        await using var crowd = await Crowd.GatherAsync(system, new("outage", clients, Nodes, RoomSize: 10, RoomsPerClient: 2, Seed: 1), cancellationToken);
        Step("warming");
        await Warming.RunAsync(system, crowd, rounds: 3, TimeSpan.FromSeconds(3), cancellationToken);

        Step($"{MessagesPerSecond} msg/s for {length.TotalSeconds:0} s with PostgreSQL");
        var (before, _) = await crowd.SendAsync(MessagesPerSecond, length, cancellationToken);
        await crowd.SettleAsync(before);
        Step($"{MessagesPerSecond} msg/s for {length.TotalSeconds:0} s, PostgreSQL killed");
        await stores.KillPostgresAsync();
        var (during, outcome) = await crowd.SendAsync(MessagesPerSecond, length, cancellationToken);
        var faults = await crowd.SettleAsync(during);
        Keep(KeptPromise.Ratio("delivery p99 while PostgreSQL is down", before.Deliveries.At(99), during.Deliveries.At(99), RatioMax));
        Keep(KeptPromise.None("messages that were not taken", during.Acknowledgements.Result().Failed + outcome.Unfinished));
        Keep(KeptPromise.None("lost, repeated or reordered deliveries", faults.Lost + faults.Duplicates + faults.Reordered));

        Step("PostgreSQL starts again");
        await stores.StartPostgresAsync();
        await DrainAsync(stores, crowd);
    }

    private async Task DrainAsync(ChatStores stores, Crowd crowd)
    {
        var watch = Stopwatch.StartNew();
        var stored = 0L;
        try
        {
            await Eventually.BecomesAsync(
                "the backlog to be stored", async () => stored = await stores.StoredAsync(crowd.Plan.Prefix), count => count >= crowd.Acknowledged, DrainPatience);
        }
        catch (TimeoutException)
        {
            // What is missing is told below.
        }

        Keep(new("backlog stored after its return", KeptPromise.Text($"within {DrainMax.TotalSeconds:0} s"), KeptPromise.Text($"{watch.Elapsed.TotalSeconds:0.0} s"), watch.Elapsed <= DrainMax));
        Keep(KeptPromise.None("acknowledged messages that PostgreSQL lacks", crowd.Acknowledged - stored));
    }
}
