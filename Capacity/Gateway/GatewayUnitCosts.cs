namespace Capacity;

/// <summary>What one request and one call cost. Seed C.2 to C.5.</summary>
public sealed record GatewayUnitCosts
{
    /// <summary>Own work per request, in milliseconds. Seed C.2: 2.</summary>
    [Input("ms", 0, 60_000)]
    public required double WorkMsPerRequest { get; init; }

    /// <summary>Share of that work which occupies a core. Seed C.2: 0.3.</summary>
    [Input("share", 0, 1)]
    public required double CpuBoundFraction { get; init; }

    /// <summary>Processor time of one microservice call, in milliseconds of one core. The seed's time of a request includes its calls: 0.</summary>
    [Input("ms", 0, 60_000)]
    public required double CpuMsPerCall { get; init; }

    /// <summary>Time that one microservice call takes, in milliseconds, on average. Not in the seed: the middle of its range, 300.</summary>
    [Input("ms", 0, 600_000)]
    public required double CallMs { get; init; }

    /// <summary>The same for a fast one. Seed C.3: 100.</summary>
    [Input("ms", 0, 600_000)]
    public required double CallMsMin { get; init; }

    /// <summary>The same for a slow one. Seed C.3: 500.</summary>
    [Input("ms", 0, 600_000)]
    public required double CallMsMax { get; init; }

    /// <summary>Calls that one HTTP/2 connection carries at the same time. Not in the seed; 100, the usual limit of servers.</summary>
    [Input("streams", 1, 1_000_000)]
    public required int StreamsPerConnection { get; init; }

    /// <summary>Memory of a gateway that does nothing, in megabytes. Seed C.4: 1,000.</summary>
    [Input("MB", 0, 1_000_000)]
    public required double BaseMemoryMegabytes { get; init; }

    /// <summary>Memory of the connection pool of one microservice, in megabytes. Seed C.4 says "~tens of MB" for all: 5 × 10 = 50.</summary>
    [Input("MB", 0, 100_000)]
    public required double PoolMegabytesPerService { get; init; }

    /// <summary>File descriptors of a gateway that does nothing. Not in the seed; 300.</summary>
    [Input("descriptors", 0, 1_000_000)]
    public required int BaseFileDescriptors { get; init; }
}
