using static Capacity.Number;

namespace Capacity;

public sealed partial class GatewayRefinement
{
    /// <summary>Every figure in the order of the reasoning.</summary>
    public IReadOnlyList<Figure> Figures => [.. Replicas, .. CoreWaits, .. Tail, .. SpikeFigures, .. Connections];

    private IEnumerable<Figure> Replicas =>
    [
        new(nameof(CoresAtTarget), CoresAtTarget, "cores", "cores at a spike / target utilisation",
            $"{Text(estimate.CpuCoresPeak)} / {Text(profile.Targets.UtilisationMax)}", Figure.Ours),
        new(nameof(ReplicasAtTarget), ReplicasAtTarget, "replicas", "cores at target / cores of one, up; memory, sockets",
            $"{Text(CoresAtTarget)} / {Text(profile.Server.CoresUsable)}, up", Figure.Ours),
        new(nameof(ReplicasForFailure), ReplicasForFailure, "replicas", "replicas at target + one that may fail",
            $"{Text(ReplicasAtTarget)} + 1", Figure.Failure),
    ];

    private IEnumerable<Figure> CoreWaits =>
    [
        new(nameof(CoreUtilisation), CoreUtilisation, "share", "cores used / cores",
            $"{Text(estimate.CpuCores)} / {Text(profile.Server.CoresUsable)}", Figure.Little),
        new(nameof(CoreWaitMsP99), CoreWaitMsP99, "ms", "ln(C / 0.01) / (most req/s - req/s)", Cores.Worked(0.99), Figure.ErlangC),
        new(nameof(CoreUtilisationPeak), CoreUtilisationPeak, "share", "cores used at a spike / cores",
            $"{Text(estimate.CpuCoresPeak)} / {Text(profile.Server.CoresUsable)}", Figure.Little),
        new(nameof(CoreWaitProbabilityPeak), CoreWaitProbabilityPeak, "share", "C(cores, cores used at a spike)",
            PeakCores.WorkedProbability, Figure.ErlangC),
        new(nameof(CoreWaitMsMeanPeak), CoreWaitMsMeanPeak, "ms", "C / (most req/s - req/s at a spike)", PeakCores.WorkedMean, Figure.ErlangC),
        new(nameof(CoreWaitMsP50Peak), CoreWaitMsP50Peak, "ms", "ln(C / 0.5) / (most req/s - req/s at a spike)", PeakCores.Worked(0.50), Figure.ErlangC),
        new(nameof(CoreWaitMsP95Peak), CoreWaitMsP95Peak, "ms", "ln(C / 0.05) / (most req/s - req/s at a spike)", PeakCores.Worked(0.95), Figure.ErlangC),
        new(nameof(CoreWaitMsP99Peak), CoreWaitMsP99Peak, "ms", "ln(C / 0.01) / (most req/s - req/s at a spike)", PeakCores.Worked(0.99), Figure.ErlangC),
        new(nameof(CoresForTargetPeak), CoresForTargetPeak, "cores", "fewest whose p99 wait keeps the target at a spike",
            $"{Text(estimate.CpuCoresPeak)} cores used, {Text(profile.Targets.WaitMsP99Max)} ms", Figure.ErlangC),
    ];

    private IEnumerable<Figure> Tail =>
    [
        new(nameof(SlowPartShare), SlowPartShare, "share", "1 - 0.99 ^ fan-out", $"1 - 0.99 ^ {Text(profile.Workload.FanOut)}", Figure.Tail),
        new(nameof(SlowPartShareMax), SlowPartShareMax, "share", "1 - 0.99 ^ most fan-out", $"1 - 0.99 ^ {Text(profile.Workload.FanOutMax)}", Figure.Tail),
        new(nameof(SlowestCallMsMean), SlowestCallMsMean, "ms", "mean of the slowest of fan-out calls",
            $"{Text(profile.Workload.FanOut)} calls of {Text(Call.P50)}, p99 {Text(Call.P99)}", Figure.Tail),
        new(nameof(SlowestCallMsP50), SlowestCallMsP50, "ms", "a call's quantile at 0.5 ^ (1 / fan-out)",
            Worked(profile.Workload.FanOut, 0.50), Figure.Tail),
        new(nameof(SlowestCallMsP99), SlowestCallMsP99, "ms", "a call's quantile at 0.99 ^ (1 / fan-out)",
            Worked(profile.Workload.FanOut, 0.99), Figure.Tail),
        new(nameof(SlowestCallMsP99Max), SlowestCallMsP99Max, "ms", "a call's quantile at 0.99 ^ (1 / most fan-out)",
            Worked(profile.Workload.FanOutMax, 0.99), Figure.Tail),
        new(nameof(LatencyMsP99), LatencyMsP99, "ms", "p99 of the slowest call + CPU per request",
            $"{Text(SlowestCallMsP99)} + {Text(estimate.CpuMsPerRequest)}", Figure.Tail),
    ];

    private IEnumerable<Figure> SpikeFigures =>
    [
        new(nameof(RequestsPerSecondMax), RequestsPerSecondMax, "req/s", "cores / CPU per request",
            $"{Text(profile.Server.CoresUsable)} / {Text(estimate.CpuMsPerRequest)} ms", Figure.Fluid),
        new(nameof(SpikeBacklog), SpikeBacklog, "requests", "(req/s at a spike - most req/s) × seconds", Spike.WorkedBacklog, Figure.Fluid),
        new(nameof(SpikeWaitSecondsMax), SpikeWaitSecondsMax, "s", "backlog / most req/s", Spike.WorkedWait, Figure.Fluid),
        new(nameof(SpikeDrainSeconds), SpikeDrainSeconds, "s", "backlog / (most req/s - req/s)", Spike.WorkedDrain, Figure.Fluid),
    ];

    private IEnumerable<Figure> Connections =>
    [
        new(nameof(RequestsInFlightPeak), RequestsInFlightPeak, "requests", "req/s at a spike × (slowest call + CPU), up",
            $"{Text(estimate.RequestsPerSecondPeak)} × {Text((SlowestCallMsMean + estimate.CpuMsPerRequest) / 1_000)} s", Figure.Little),
        new(nameof(UpstreamSocketsPeak), UpstreamSocketsPeak, "sockets", "calls in flight at a spike over HTTP/1.1, up",
            $"{Text(estimate.CallsInFlightPeak)}; over HTTP/2 {Text(estimate.ConnectionsPeak)}", Figure.Little),
        new(nameof(PortsPerDestinationPeak), PortsPerDestinationPeak, "ports", "max(calls in flight to one service, WebSockets)",
            $"max({Text(estimate.RequestsPerSecondPeak)} × {Text(profile.Costs.CallMs / 1_000)} s, {Text(profile.Workload.ProxiedWebSockets)})", Figure.Little),
        new(nameof(SocketsPeak), SocketsPeak, "sockets", "clients + upstream + 2 × WebSockets",
            $"{Text(RequestsInFlightPeak)} + {Text(UpstreamSocketsPeak)} + 2 × {Text(profile.Workload.ProxiedWebSockets)}", Figure.Ours),
        new(nameof(FileDescriptorsPeak), FileDescriptorsPeak, "descriptors", "base + sockets",
            $"{Text(profile.Costs.BaseFileDescriptors)} + {Text(SocketsPeak)}", Figure.Ours),
    ];

    private static string Worked(double parts, double share) =>
        parts <= 0 ? "no calls" : $"quantile at {Text(share)} ^ (1 / {Text(parts)}) = {Text(Math.Pow(share, 1 / parts))}";
}
