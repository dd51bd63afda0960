namespace Capacity;

/// <summary>How an estimate becomes replicas and containers. Not in the seed; the container limits are those of Azure Container Apps.</summary>
public sealed record DeploymentRules
{
    /// <summary>Chat replicas at least. 2: one may fail, and the fan-out between nodes is always in use.</summary>
    [Input("replicas", 1, 1_000)]
    public required int ChatReplicasMin { get; init; }

    /// <summary>Gateway replicas at least.</summary>
    [Input("replicas", 1, 1_000)]
    public required int GatewayReplicasMin { get; init; }

    /// <summary>Replicas of the part of the image service that answers requests.</summary>
    [Input("replicas", 1, 1_000)]
    public required int ImagingApiReplicas { get; init; }

    /// <summary>Cores of each of them; it hands out addresses and never touches pixels. 0.5.</summary>
    [Input("cores", 0.05, 64)]
    public required double ImagingApiCores { get; init; }

    /// <summary>Cores of one replica at most; more load means more replicas. 4, the most of the consumption plan.</summary>
    [Input("cores", 0.25, 64)]
    public required double ReplicaCoresMax { get; init; }

    /// <summary>Cores are given in multiples of this. 0.25.</summary>
    [Input("cores", 0.05, 4)]
    public required double CoresStep { get; init; }

    /// <summary>Memory that comes with each core, in gibibytes. 2, fixed by the consumption plan.</summary>
    [Input("GiB", 0.25, 64)]
    public required double MemoryGibibytesPerCore { get; init; }

    /// <summary>Connections that PostgreSQL keeps beside all pools, for migrations, operators and monitoring. 20.</summary>
    [Input("connections", 0, 1_000)]
    public required int DatabaseConnectionsReserved { get; init; }
}
