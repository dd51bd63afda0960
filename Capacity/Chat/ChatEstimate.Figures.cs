using static Capacity.Number;

namespace Capacity;

public sealed partial class ChatEstimate
{
    /// <summary>Every figure in the order of the reasoning.</summary>
    public IReadOnlyList<Figure> Figures =>
    [
        new(nameof(MessagesPerSecondPerClient), MessagesPerSecondPerClient, "msg/s", "msg/min per client / 60",
            $"{Text(workload.MessagesPerMinutePerClient)} / 60", "A.1"),
        new(nameof(MessagesPerSecond), MessagesPerSecond, "msg/s", "clients × msg/s per client",
            $"{Text(workload.Clients)} × {Text(MessagesPerSecondPerClient)}", "A.1"),
        new(nameof(MessagesPerSecondMin), MessagesPerSecondMin, "msg/s", "clients × least msg/min / 60",
            $"{Text(workload.Clients)} × {Text(workload.MessagesPerMinutePerClientMin)} / 60", Figure.Ours),
        new(nameof(MessagesPerSecondMax), MessagesPerSecondMax, "msg/s", "clients × most msg/min / 60",
            $"{Text(workload.Clients)} × {Text(workload.MessagesPerMinutePerClientMax)} / 60", Figure.Ours),
        new(nameof(DatabaseOperationsPerSecond), DatabaseOperationsPerSecond, "ops/s", "msg/s × ops per message",
            $"{Text(MessagesPerSecond)} × {Text(workload.DatabaseOperationsPerMessage)}", "A.1"),
        new(nameof(DatabaseOperationsInFlight), DatabaseOperationsInFlight, "ops", "ops/s × latency (Little's law)",
            $"{Text(DatabaseOperationsPerSecond)} × {Text(costs.DatabaseLatencyMs / 1_000)} s", "A.2"),
        new(nameof(DatabaseOperationsInFlightWhole), DatabaseOperationsInFlightWhole, "ops", "in flight, up to a whole one",
            $"{Text(DatabaseOperationsInFlight)}, up", "A.2"),
        new(nameof(DatabaseConnectionsWithHeadroom), DatabaseConnectionsWithHeadroom, "connections", "in flight × (1 + headroom), up",
            $"{Text(DatabaseOperationsInFlightWhole)} × {Text(headroom.Factor)} = {Text(DatabaseOperationsInFlightWhole * headroom.Factor)}, up", "A.2"),
        new(nameof(DatabaseConnections), DatabaseConnections, "connections", "up to the next step of a pool",
            $"{Text(DatabaseConnectionsWithHeadroom)}, up to the next {Text(headroom.PoolStepConnections)}", "A.2"),
        new(nameof(CpuCores), CpuCores, "cores", "msg/s × CPU per message",
            $"{Text(MessagesPerSecond)} × {Text(costs.CpuMsPerMessage)} ms", "A.3"),
        new(nameof(CpuCoresWithHeadroom), CpuCoresWithHeadroom, "cores", "cores × (1 + headroom)",
            $"{Text(CpuCores)} × {Text(headroom.Factor)}", "A.3"),
        new(nameof(DeliveryMsMax), DeliveryMsMax, "ms", "event loop + Redis and network",
            $"{Text(costs.EventLoopOverheadMsMax)} + {Text(costs.FanOutMsMax)}", "A.4"),
        new(nameof(StoredAcknowledgementMs), StoredAcknowledgementMs, "ms", "event loop + database (if awaited)",
            $"{Text(costs.EventLoopOverheadMsMax)} + {Text(costs.DatabaseLatencyMs)}", Figure.Ours),
        new(nameof(SocketMemoryMegabytes), SocketMemoryMegabytes, "MB", "clients × memory per socket",
            $"{Text(workload.Clients)} × {Text(costs.MemoryKilobytesPerSocket)} KB", "A.5"),
        new(nameof(MemoryMegabytes), MemoryMegabytes, "MB", "base + sockets",
            $"{Text(costs.BaseMemoryMegabytes)} + {Text(SocketMemoryMegabytes)}", "A.5"),
    ];
}
