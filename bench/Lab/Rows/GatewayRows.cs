using Bench.Lab.Results;

namespace Bench.Lab.Rows;

/// <summary>Every figure of the seed's section C.</summary>
internal static class GatewayRows
{
    public static IReadOnlyList<SeedRow> All { get; } =
    [
        new("gateway.requests-per-second", "C.1", "RPS, normal", "req/s", Better.Higher,
            profile => profile.Gateway.Workload.RequestsPerSecond, InSummary: true),
        new("gateway.requests-per-second-peak", "C.1", "RPS, peak", "req/s", Better.Higher,
            profile => profile.Gateway.Estimate().RequestsPerSecondPeak, InSummary: true),
        new("gateway.fan-out", "C.1", "Microservices per request", "calls/req", Better.Neither, profile => profile.Gateway.Workload.FanOut),
        new("gateway.calls-per-second", "C.1", "Microservice calls/sec, normal", "calls/s", Better.Higher,
            profile => profile.Gateway.Estimate().CallsPerSecond, InSummary: true),
        new("gateway.calls-per-second-peak", "C.1", "Microservice calls/sec, peak", "calls/s", Better.Higher,
            profile => profile.Gateway.Estimate().CallsPerSecondPeak, InSummary: true),
        new("gateway.cpu-bound-fraction", "C.2", "CPU-bound fraction", "share", Better.Neither, profile => profile.Gateway.Costs.CpuBoundFraction),
        new("gateway.cpu-per-request", "C.2", "CPU per request", "ms", Better.Lower, profile => profile.Gateway.Estimate().CpuMsPerRequest),
        new("gateway.cpu-cores", "C.2", "CPU usage, normal", "cores", Better.Lower, profile => profile.Gateway.Estimate().CpuCores, InSummary: true),
        new("gateway.cpu-cores-peak", "C.2", "CPU usage, peak", "cores", Better.Lower,
            profile => profile.Gateway.Estimate().CpuCoresPeak, InSummary: true),
        new("gateway.latency-min", "C.3", "Latency with fast microservices (p50)", "ms", Better.Lower,
            profile => profile.Gateway.Estimate().LatencyMsMin, InSummary: true),
        new("gateway.latency-max", "C.3", "Latency with slow microservices (p50)", "ms", Better.Lower,
            profile => profile.Gateway.Estimate().LatencyMsMax, InSummary: true),
        new("gateway.base-memory", "C.4", "Base application", "MB", Better.Lower, profile => profile.Gateway.Costs.BaseMemoryMegabytes),
        new("gateway.pool-memory", "C.4", "Connection pools", "MB", Better.Lower, profile => profile.Gateway.Estimate().PoolMemoryMegabytes),
        new("gateway.memory", "C.4", "Memory usage", "MB", Better.Lower, profile => profile.Gateway.Estimate().MemoryMegabytes, InSummary: true),
        new("gateway.calls-in-flight", "C.5", "Fan-out requests at the same time", "calls", Better.Higher,
            profile => profile.Gateway.Estimate().CallsInFlight),
        new("gateway.scaling", "C.5", "Scalability (CPU per request, 4 times the load over 1)", "times", Better.Lower, _ => 1, InSummary: true, WithinSpread: true),
    ];
}
