using Capacity;

namespace Gateway.Api.Capacity;

/// <summary>Seed C's summary table beside the running gateways.</summary>
internal static class GatewayComparison
{
    public static ServiceAnswer Compare(GatewayProfile profile, MeasuredService measured)
    {
        var estimate = profile.Estimate();
        return new(measured.Instances, EstimatedFigure.Of(estimate.Figures), measured.Figures, [.. Rows(profile, estimate, measured)]);
    }

    private static IEnumerable<CapacityRow> Rows(GatewayProfile profile, GatewayEstimate estimate, MeasuredService measured)
    {
        yield return CapacityRow.Of(
            "RPS", "req/s", profile.Workload.RequestsPerSecond, EstimateNow.IsTheLoad, measured, "requestsPerSecond");
        yield return CapacityRow.Of(
            "Microservice calls/sec", "calls/s", estimate.CallsPerSecond,
            new(measured["composedPerSecond"] * profile.Workload.FanOut, "composed answers/s now × fan-out"), measured, "callsPerSecond");
        yield return CapacityRow.Of(
            "CPU usage", "cores", estimate.CpuCores,
            new(measured["requestsPerSecond"] * estimate.CpuMsPerRequest / 1_000, "req/s now × CPU per request"), measured, "cpuCores");
        yield return CapacityRow.Of(
            "Memory usage", "MB", estimate.MemoryMegabytes,
            new(measured.Instances == 0 ? null : measured.Instances * estimate.MemoryMegabytes, "instances × (base + connection pools)"),
            measured, "memoryMegabytes");
        yield return CapacityRow.Of(
            "Latency", "ms", estimate.LatencyMsMax,
            new(estimate.LatencyMsMax, "at any load: slow call + CPU per request"), measured, "composedMsP99");
    }
}
