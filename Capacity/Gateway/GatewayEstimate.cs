namespace Capacity;

/// <summary>The size of the gateway for a load, every step of the way. Seed C.</summary>
/// <example>
/// <code>
/// var estimate = SeedProfile.Profile.Gateway.Estimate();
/// estimate.CallsPerSecondPeak     // 25,000
/// estimate.CpuCoresPeak           // 3
/// estimate.Fit.LimitingResource   // Resource.Memory: 1,050 MB do not fit a server of 1,000 MB
/// </code>
/// </example>
public sealed partial class GatewayEstimate
{
    private readonly GatewayWorkload workload;
    private readonly GatewayUnitCosts costs;
    private readonly ServerShape server;

    private GatewayEstimate(GatewayProfile profile)
    {
        Profile = profile;
        (workload, costs, server) = (profile.Workload, profile.Costs, profile.Server);
    }

    /// <summary>Estimates <paramref name="profile"/>.</summary>
    /// <exception cref="ArgumentException">An input is not allowed; the message names each with its value and what is allowed.</exception>
    public static GatewayEstimate From(GatewayProfile profile)
    {
        InputReader.Require("Gateway", profile);
        return new(profile);
    }

    /// <summary>The honest refinement of this estimate: utilisation, waiting, bursts, failure, sockets.</summary>
    public GatewayRefinement Refinement => new(this);

    internal GatewayProfile Profile { get; }

    /// <summary>Requests at a spike, req/s. Seed C.1: <c>1,000 × 5 = 5,000</c>.</summary>
    public double RequestsPerSecondPeak => workload.RequestsPerSecond * workload.SpikeFactor;

    /// <summary>Microservice calls, calls/s. Seed C.1: <c>1,000 × 5 = 5,000</c>.</summary>
    public double CallsPerSecond => workload.RequestsPerSecond * workload.FanOut;

    /// <summary>The same when all requests are small, calls/s. From seed C.1's range: <c>1,000 × 2 = 2,000</c>.</summary>
    public double CallsPerSecondMin => workload.RequestsPerSecond * workload.FanOutMin;

    /// <summary>The same when all requests are large, calls/s. From seed C.1's range: <c>1,000 × 10 = 10,000</c>.</summary>
    public double CallsPerSecondMax => workload.RequestsPerSecond * workload.FanOutMax;

    /// <summary>Microservice calls at a spike, calls/s. Seed C.1: <c>5,000 × 5 = 25,000</c>.</summary>
    public double CallsPerSecondPeak => RequestsPerSecondPeak * workload.FanOut;

    /// <summary>Processor time of one request, ms. Seed C.2: <c>2 × 0.3 = 0.6</c>; the seed's calls cost nothing of their own.</summary>
    public double CpuMsPerRequest => (costs.WorkMsPerRequest * costs.CpuBoundFraction) + (workload.FanOut * costs.CpuMsPerCall);

    /// <summary>Processor use, cores. Seed C.2: <c>1,000 × 0.6 / 1,000 = 0.6</c>.</summary>
    public double CpuCores => workload.RequestsPerSecond * CpuMsPerRequest / 1_000;

    /// <summary>Processor use at a spike, cores. Seed C.2: <c>5,000 × 0.6 / 1,000 = 3</c>.</summary>
    public double CpuCoresPeak => RequestsPerSecondPeak * CpuMsPerRequest / 1_000;

    /// <summary>Answer when the slowest call is fast, ms. Seed C.3: <c>100 + 0.6 = 100.6</c>.</summary>
    public double LatencyMsMin => costs.CallMsMin + CpuMsPerRequest;

    /// <summary>Answer when the slowest call is slow, ms. Seed C.3: <c>500 + 0.6 = 500.6</c>.</summary>
    public double LatencyMsMax => costs.CallMsMax + CpuMsPerRequest;

    /// <summary>What the same calls would take one after another, ms; why they run in parallel: <c>5 × 300 + 0.6 = 1,500.6</c>.</summary>
    public double LatencyMsOneByOne => (workload.FanOut * costs.CallMs) + CpuMsPerRequest;

    /// <summary>Calls at the same moment by Little's law, calls. Seed C.5's "thousands": <c>5,000 × 0.3 = 1,500</c>.</summary>
    public double CallsInFlight => CallsPerSecond * costs.CallMs / 1_000;

    /// <summary>The same at a spike, calls. Seed C.5's "thousands": <c>25,000 × 0.3 = 7,500</c>; over HTTP/1.1 each is a socket.</summary>
    public double CallsInFlightPeak => CallsPerSecondPeak * costs.CallMs / 1_000;

    /// <summary>HTTP/2 connections that carry them at a spike, connections. Seed C.5: <c>7,500 / 100 = 75</c>.</summary>
    public int ConnectionsPeak => Rounding.Up(CallsInFlightPeak / costs.StreamsPerConnection);

    /// <summary>Memory of the connection pools, MB. Seed C.4's "tens of MB": <c>5 × 10 = 50</c>.</summary>
    public double PoolMemoryMegabytes => workload.FanOut * costs.PoolMegabytesPerService;

    /// <summary>Memory of one gateway, MB. Seed C.4's "~1 GB": <c>1,000 + 50 = 1,050</c>.</summary>
    public double MemoryMegabytes => costs.BaseMemoryMegabytes + PoolMemoryMegabytes;

    /// <summary>Whether a spike fits the server. Seed C.2: <c>3 of 4 cores</c>; C.4: <c>1,050 of 1,000 MB</c>, which does not.</summary>
    public Fit Fit => new(
    [
        new(Resource.Cpu, PerServer: 0, Shared: CpuCoresPeak, server.CoresUsable, "cores"),
        new(Resource.Memory, PerServer: MemoryMegabytes, Shared: 0, server.MemoryMegabytesUsable, "MB"),
        new(Resource.Sockets, PerServer: 0, Refinement.SocketsPeak, server.Sockets, "sockets"),
        new(Resource.FileDescriptors, costs.BaseFileDescriptors, Refinement.SocketsPeak, server.FileDescriptors, "descriptors"),
        new(Resource.Ports, PerServer: 0, Refinement.PortsPerDestinationPeak, server.EphemeralPorts, "ports"),
    ]);
}
