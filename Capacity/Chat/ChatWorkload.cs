namespace Capacity;

/// <summary>What chat clients do. Seed A.1.</summary>
public sealed record ChatWorkload
{
    /// <summary>Connected at the same time. Seed A.1: 10,000.</summary>
    [Input("clients", 1, 100_000_000)]
    public required int Clients { get; init; }

    /// <summary>Messages that a client sends per minute, on average. Seed A.1: 1.5, the middle of "1-2" and 60 times its 0.025 msg/s.</summary>
    [Input("msg/min", 0, 60_000)]
    public required double MessagesPerMinutePerClient { get; init; }

    /// <summary>The same at a quiet time. Seed A.1: 1.</summary>
    [Input("msg/min", 0, 60_000)]
    public required double MessagesPerMinutePerClientMin { get; init; }

    /// <summary>The same at a busy time. Seed A.1: 2.</summary>
    [Input("msg/min", 0, 60_000)]
    public required double MessagesPerMinutePerClientMax { get; init; }

    /// <summary>How long a busy time lasts, in seconds. Not in the seed; 60, a busy minute.</summary>
    [Input("s", 0, 86_400)]
    public required double BusySeconds { get; init; }

    /// <summary>Database operations that one message costs. Seed A.1: 1.5.</summary>
    [Input("ops/msg", 0, 1_000)]
    public required double DatabaseOperationsPerMessage { get; init; }
}
