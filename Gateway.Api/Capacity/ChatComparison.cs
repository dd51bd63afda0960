using Capacity;

namespace Gateway.Api.Capacity;

/// <summary>Seed A's summary table beside the running nodes. Scalability is no figure of a moment: the load lab measures it.</summary>
internal static class ChatComparison
{
    /// <summary>A client of the library sends 1,000 messages a second at most; more of them count as more clients.</summary>
    private const double MessagesPerSecondPerClientMax = 1_000;

    private const double SecondsPerMinute = 60;

    public static ServiceAnswer Compare(ChatProfile profile, MeasuredService measured)
    {
        var estimate = profile.Estimate();
        return new(measured.Instances, EstimatedFigure.Of(estimate.Figures), measured.Figures, [.. Rows(profile, estimate, measured)]);
    }

    private static IEnumerable<CapacityRow> Rows(ChatProfile profile, ChatEstimate estimate, MeasuredService measured)
    {
        var now = Now(profile, measured);
        var perClient = estimate.MessagesPerSecondPerClient;
        yield return CapacityRow.Of(
            "Messages/sec", "msg/s", estimate.MessagesPerSecond,
            new(measured["connections"] * perClient, "connections now × msg/s per client"), measured, "messagesPerSecond");
        yield return CapacityRow.Of(
            "DB ops/sec", "ops/s", estimate.DatabaseOperationsPerSecond,
            new(now?.DatabaseOperationsPerSecond, "msg/s now × ops per message"), measured, "databaseOperationsPerSecond");
        yield return CapacityRow.Of(
            "DB connection pool", "connections", estimate.DatabaseConnections,
            new(now?.DatabaseConnections, "msg/s now × ops per message × latency, with headroom, to the next step"), measured, "databaseConnections");
        yield return CapacityRow.Of(
            "CPU usage", "cores", estimate.CpuCoresWithHeadroom,
            new(now?.CpuCores, "msg/s now × CPU per message"), measured, "cpuCores");
        yield return CapacityRow.Of(
            "Memory usage", "MB", estimate.MemoryMegabytes,
            new(MemoryNow(profile.Costs, measured), "instances × base + connections now × memory per socket"), measured, "memoryMegabytes");
        yield return CapacityRow.Of(
            "Latency", "ms", estimate.DeliveryMsMax,
            new(estimate.DeliveryMsMax, "at any load: event loop + Redis and network"), measured, "deliveryMsP99");
    }

    /// <summary>The same estimate for the clients and messages that there are now; null where no node says.</summary>
    private static ChatEstimate? Now(ChatProfile profile, MeasuredService measured)
    {
        if (measured["messagesPerSecond"] is not { } messages)
        {
            return null;
        }

        var clients = Math.Max(1, Math.Max((int)(measured["connections"] ?? 0), (int)Math.Ceiling(messages / MessagesPerSecondPerClientMax)));
        var perMinute = messages * SecondsPerMinute / clients;
        var load = profile.Workload with
        {
            Clients = clients,
            MessagesPerMinutePerClient = perMinute,
            MessagesPerMinutePerClientMin = perMinute,
            MessagesPerMinutePerClientMax = perMinute,
        };
        return (profile with { Workload = load }).Estimate();
    }

    private static double? MemoryNow(ChatUnitCosts costs, MeasuredService measured) => measured.Instances == 0
        ? null
        : (measured.Instances * costs.BaseMemoryMegabytes) + ((measured["connections"] ?? 0) * costs.MemoryKilobytesPerSocket / 1_000);
}
