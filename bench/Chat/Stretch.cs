using Bench.Lab.Load;
using Bench.Lab.Processes;

namespace Bench.Chat;

/// <summary>One stretch of load with what everybody used in it.</summary>
/// <param name="Recording">Latencies and counts.</param>
/// <param name="Outcome">Of the open loop.</param>
/// <param name="Nodes">All nodes together; <c>null</c>: they are not processes of this run.</param>
/// <param name="Redis">The Redis.</param>
/// <param name="Postgres">The PostgreSQL with its processes.</param>
/// <param name="GeneratorCores">Cores that the clients used.</param>
/// <param name="Database">What PostgreSQL counted.</param>
/// <param name="Faults">Broken promises of delivery.</param>
internal sealed record Stretch(
    Recording Recording, OpenLoopOutcome Outcome, Used? Nodes, Used? Redis, Used? Postgres, double GeneratorCores, DatabaseUse? Database, DeliveryFaults Faults)
{
    /// <summary>Messages per second that were taken.</summary>
    public double MessagesPerSecond => Recording.Acknowledged / Outcome.Took.TotalSeconds;

    /// <summary>Processor time of all nodes per message, ms of one core.</summary>
    public double CpuMsPerMessage => Nodes!.CpuSeconds * 1_000 / Math.Max(1, Recording.Acknowledged);

    /// <summary>Processor time of all nodes per delivery, ms of one core.</summary>
    public double CpuMsPerDelivery => Nodes!.CpuSeconds * 1_000 / Math.Max(1, Recording.Delivered);

    /// <summary>Messages that were not taken.</summary>
    public long Failed => Recording.Acknowledgements.Result().Failed + Outcome.Unfinished;

    /// <summary>Measures one stretch.</summary>
    /// <param name="system">Under load.</param>
    /// <param name="stores">Under it; <c>null</c>: they are not of this run.</param>
    /// <param name="crowd">The clients.</param>
    /// <param name="perSecond">Messages per second.</param>
    /// <param name="duration">Length.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<Stretch> MeasureAsync(
        ChatSystem system, ChatStores? stores, Crowd crowd, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var database = stores is null ? null : await DatabaseMeter.StartAsync(system.IsPeer ? stores.PeerDatabase : stores.Database);
        await using var meter = UsageMeter.Start(
            ("nodes", system.Ids), ("redis", stores is null ? [] : [stores.RedisId]), ("postgres", stores is null ? [] : [stores.PostgresId]),
            ("generator", [Environment.ProcessId]));
        var (recording, outcome) = await crowd.SendAsync(perSecond, duration, cancellationToken);
        var used = await meter.StopAsync();
        var databaseUse = database is null ? null : await database.StopAsync();
        var faults = await crowd.SettleAsync(recording);
        return new(
            recording, outcome, system.Ids.Count > 0 ? used["nodes"] : null, stores is null ? null : used["redis"], stores is null ? null : used["postgres"],
            used["generator"].Cores, databaseUse, faults);
    }
}
