using static Capacity.Number;

namespace Capacity;

public sealed partial class GatewayEstimate
{
    /// <summary>Every figure in the order of the reasoning.</summary>
    public IReadOnlyList<Figure> Figures =>
    [
        new(nameof(RequestsPerSecondPeak), RequestsPerSecondPeak, "req/s", "req/s × spike factor",
            $"{Text(workload.RequestsPerSecond)} × {Text(workload.SpikeFactor)}", "C.1"),
        new(nameof(CallsPerSecond), CallsPerSecond, "calls/s", "req/s × fan-out",
            $"{Text(workload.RequestsPerSecond)} × {Text(workload.FanOut)}", "C.1"),
        new(nameof(CallsPerSecondMin), CallsPerSecondMin, "calls/s", "req/s × least fan-out",
            $"{Text(workload.RequestsPerSecond)} × {Text(workload.FanOutMin)}", Figure.Ours),
        new(nameof(CallsPerSecondMax), CallsPerSecondMax, "calls/s", "req/s × most fan-out",
            $"{Text(workload.RequestsPerSecond)} × {Text(workload.FanOutMax)}", Figure.Ours),
        new(nameof(CallsPerSecondPeak), CallsPerSecondPeak, "calls/s", "req/s at a spike × fan-out",
            $"{Text(RequestsPerSecondPeak)} × {Text(workload.FanOut)}", "C.1"),
        new(nameof(CpuMsPerRequest), CpuMsPerRequest, "ms", "work × CPU-bound share + calls × CPU each",
            $"{Text(costs.WorkMsPerRequest)} × {Text(costs.CpuBoundFraction)} + {Text(workload.FanOut)} × {Text(costs.CpuMsPerCall)}", "C.2"),
        new(nameof(CpuCores), CpuCores, "cores", "req/s × CPU per request",
            $"{Text(workload.RequestsPerSecond)} × {Text(CpuMsPerRequest)} ms", "C.2"),
        new(nameof(CpuCoresPeak), CpuCoresPeak, "cores", "req/s at a spike × CPU per request",
            $"{Text(RequestsPerSecondPeak)} × {Text(CpuMsPerRequest)} ms", "C.2"),
        new(nameof(LatencyMsMin), LatencyMsMin, "ms", "fast call + CPU per request",
            $"{Text(costs.CallMsMin)} + {Text(CpuMsPerRequest)}", "C.3"),
        new(nameof(LatencyMsMax), LatencyMsMax, "ms", "slow call + CPU per request",
            $"{Text(costs.CallMsMax)} + {Text(CpuMsPerRequest)}", "C.3"),
        new(nameof(LatencyMsOneByOne), LatencyMsOneByOne, "ms", "fan-out × call + CPU per request",
            $"{Text(workload.FanOut)} × {Text(costs.CallMs)} + {Text(CpuMsPerRequest)}", Figure.Ours),
        new(nameof(CallsInFlight), CallsInFlight, "calls", "calls/s × call (Little's law)",
            $"{Text(CallsPerSecond)} × {Text(costs.CallMs / 1_000)} s", "C.5"),
        new(nameof(CallsInFlightPeak), CallsInFlightPeak, "calls", "calls/s at a spike × call (Little)",
            $"{Text(CallsPerSecondPeak)} × {Text(costs.CallMs / 1_000)} s", "C.5"),
        new(nameof(ConnectionsPeak), ConnectionsPeak, "connections", "calls in flight / streams each, up",
            $"{Text(CallsInFlightPeak)} / {Text(costs.StreamsPerConnection)}", Figure.Ours),
        new(nameof(PoolMemoryMegabytes), PoolMemoryMegabytes, "MB", "fan-out × memory per pool",
            $"{Text(workload.FanOut)} × {Text(costs.PoolMegabytesPerService)}", "C.4"),
        new(nameof(MemoryMegabytes), MemoryMegabytes, "MB", "base + connection pools",
            $"{Text(costs.BaseMemoryMegabytes)} + {Text(PoolMemoryMegabytes)}", "C.4"),
    ];
}
