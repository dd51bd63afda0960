namespace Capacity;

/// <summary>What one message and one socket cost. Seed A.2 to A.5.</summary>
public sealed record ChatUnitCosts
{
    /// <summary>Processor time of one message, in milliseconds of one core. Seed A.3: 4.</summary>
    [Input("ms", 0, 60_000)]
    public required double CpuMsPerMessage { get; init; }

    /// <summary>Time that one database operation takes, in milliseconds. Seed A.2: 100.</summary>
    [Input("ms", 0, 600_000)]
    public required double DatabaseLatencyMs { get; init; }

    /// <summary>Time that the append of one message to Redis takes, in milliseconds. Not in the seed; 1, a round trip in one network.</summary>
    [Input("ms", 0, 60_000)]
    public required double RedisLatencyMs { get; init; }

    /// <summary>What the node itself adds to a delivery at most, in milliseconds. Seed A.4: 5.</summary>
    [Input("ms", 0, 60_000)]
    public required double EventLoopOverheadMsMax { get; init; }

    /// <summary>
    /// What Redis and the network add at most, in milliseconds. Seed A.4 states only the sum (under 50) and the node's part (under 5):
    /// <c>50 - 5 = 45</c> is what it leaves.
    /// </summary>
    [Input("ms", 0, 60_000)]
    public required double FanOutMsMax { get; init; }

    /// <summary>Memory of a node without clients, in megabytes. Seed A.5: 500.</summary>
    [Input("MB", 0, 1_000_000)]
    public required double BaseMemoryMegabytes { get; init; }

    /// <summary>Memory of one WebSocket, in kilobytes of 1,000 bytes. Seed A.5: 1.</summary>
    [Input("KB", 0, 1_000_000)]
    public required double MemoryKilobytesPerSocket { get; init; }

    /// <summary>File descriptors of a node without clients: libraries, logs, stores. Not in the seed; 300.</summary>
    [Input("descriptors", 0, 1_000_000)]
    public required int BaseFileDescriptors { get; init; }
}
