using Bench.Lab.Results;

namespace Bench.Lab.Rows;

/// <summary>Every figure of the seed's section A.</summary>
internal static class ChatRows
{
    public static IReadOnlyList<SeedRow> All { get; } =
    [
        new("chat.clients", "A.1", "Concurrent WebSocket connections", "clients", Better.Higher, profile => profile.Chat.Workload.Clients),
        new("chat.messages-per-second-per-client", "A.1", "Messages of one client", "msg/s", Better.Higher,
            profile => profile.Chat.Estimate().MessagesPerSecondPerClient),
        new("chat.messages-per-second", "A.1", "Messages/sec", "msg/s", Better.Higher,
            profile => profile.Chat.Estimate().MessagesPerSecond, InSummary: true),
        new("chat.database-operations-per-message", "A.1", "DB operations per message", "ops/msg", Better.Lower,
            profile => profile.Chat.Workload.DatabaseOperationsPerMessage),
        new("chat.database-operations-per-second", "A.1", "DB ops/sec", "ops/s", Better.Lower,
            profile => profile.Chat.Estimate().DatabaseOperationsPerSecond, InSummary: true),
        new("chat.database-latency", "A.2", "DB latency", "ms", Better.Lower, profile => profile.Chat.Costs.DatabaseLatencyMs),
        new("chat.database-in-flight", "A.2", "In-flight DB ops", "ops", Better.Lower,
            profile => profile.Chat.Estimate().DatabaseOperationsInFlight),
        new("chat.database-connections", "A.2", "DB connection pool", "connections", Better.Lower,
            profile => profile.Chat.Estimate().DatabaseConnections, InSummary: true),
        new("chat.cpu-per-message", "A.3", "CPU per message", "ms", Better.Lower, profile => profile.Chat.Costs.CpuMsPerMessage),
        new("chat.cpu-cores", "A.3", "Total CPU usage", "cores", Better.Lower, profile => profile.Chat.Estimate().CpuCores),
        new("chat.cpu-cores-with-headroom", "A.3", "CPU usage (with headroom)", "cores", Better.Lower,
            profile => profile.Chat.Estimate().CpuCoresWithHeadroom, InSummary: true),
        new("chat.event-loop-overhead", "A.4", "Event-loop overhead", "ms", Better.Lower, profile => profile.Chat.Costs.EventLoopOverheadMsMax),
        new("chat.delivery-latency", "A.4", "Latency (send to receive, p99)", "ms", Better.Lower,
            profile => profile.Chat.Estimate().DeliveryMsMax, InSummary: true),
        new("chat.base-memory", "A.5", "Base app", "MB", Better.Lower, profile => profile.Chat.Costs.BaseMemoryMegabytes),
        new("chat.memory-per-socket", "A.5", "WebSocket memory", "KB", Better.Lower, profile => profile.Chat.Costs.MemoryKilobytesPerSocket),
        new("chat.socket-memory", "A.5", "Memory of all sockets", "MB", Better.Lower, profile => profile.Chat.Estimate().SocketMemoryMegabytes),
        new("chat.memory", "A.5", "Memory usage", "MB", Better.Lower, profile => profile.Chat.Estimate().MemoryMegabytes, InSummary: true),
        // "Linear scaling with added servers": a message costs the same however many nodes there are.
        new("chat.scaling", "A.6", "Scalability (CPU per message, 4 nodes over 1)", "times", Better.Lower, _ => 1, InSummary: true, WithinSpread: true),
        // The same where a room's members sit on one node, and each node brings its own clients: what "linear" says.
        new("chat.scaling-placed", "A.6", "Scalability, rooms on one node each (CPU per message, 4 nodes over 1)", "times", Better.Lower, _ => 1, WithinSpread: true),
        // And over four systems that share nothing, so that what four times the load costs or saves the machine is on both sides.
        new("chat.scaling-apart", "A.6", "The same over 4 systems of one node (what being one system costs)", "times", Better.Lower, _ => 1, WithinSpread: true),
    ];
}
