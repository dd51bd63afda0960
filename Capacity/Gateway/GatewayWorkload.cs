namespace Capacity;

/// <summary>What comes to the gateway. Seed C.1.</summary>
public sealed record GatewayWorkload
{
    /// <summary>Requests per second, normally. Seed C.1: 1,000.</summary>
    [Input("req/s", 0, 100_000_000)]
    public required double RequestsPerSecond { get; init; }

    /// <summary>A spike is this many times the normal rate. Seed C.1: 5.</summary>
    [Input("times", 1, 1_000)]
    public required double SpikeFactor { get; init; }

    /// <summary>How long a spike lasts, in seconds. Not in the seed; 60.</summary>
    [Input("s", 0, 86_400)]
    public required double SpikeSeconds { get; init; }

    /// <summary>WebSockets that the gateway passes on to the chat. The seed's gateway passes on none: 0.</summary>
    [Input("sockets", 0, 100_000_000)]
    public required int ProxiedWebSockets { get; init; }

    /// <summary>Microservice calls that one request needs, on average. Seed C.1: 5.</summary>
    [Input("calls/req", 0, 1_000)]
    public required double FanOut { get; init; }

    /// <summary>The same for a small page. Seed C.1: 2.</summary>
    [Input("calls/req", 0, 1_000)]
    public required double FanOutMin { get; init; }

    /// <summary>The same for a large page. Seed C.1: 10.</summary>
    [Input("calls/req", 0, 1_000)]
    public required double FanOutMax { get; init; }
}
