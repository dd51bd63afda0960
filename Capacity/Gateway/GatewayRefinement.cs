namespace Capacity;

/// <summary>What the seed's arithmetic of the gateway leaves out: utilisation, the wait for a core, the tail of a fan-out, the spike, sockets.</summary>
/// <remarks>
/// A call is lognormal (<see cref="PartLatency"/>) with <see cref="GatewayUnitCosts.CallMs"/> as median and
/// <see cref="GatewayUnitCosts.CallMsMax"/> as 99th percentile: the seed gives a range, 100 to 500 ms, and no distribution.
/// </remarks>
public sealed partial class GatewayRefinement
{
    private readonly GatewayEstimate estimate;
    private readonly GatewayProfile profile;

    internal GatewayRefinement(GatewayEstimate estimate) => (this.estimate, profile) = (estimate, estimate.Profile);

    /// <summary>Cores that leave room for chance at a spike, cores: <c>3 / 0.7 = 4.286</c>.</summary>
    public double CoresAtTarget => estimate.CpuCoresPeak / profile.Targets.UtilisationMax;

    /// <summary>Gateways of the server's size that stay within the target, replicas: <c>4.286 / 4, up to 2</c>; memory and sockets count, too.</summary>
    public int ReplicasAtTarget => estimate.Fit.ServersForCores(CoresAtTarget);

    /// <summary>Gateways of which one may fail while the others stay within the target, replicas: <c>2 + 1 = 3</c>.</summary>
    public double ReplicasForFailure => ReplicasAtTarget + 1.0;

    /// <summary>Cores that are busy normally, share. Little's law: <c>0.6 / 4 = 0.15</c>.</summary>
    public double CoreUtilisation => Cores.Utilisation;

    /// <summary>What 99 of 100 requests wait for a core normally, ms. Erlang C: 0, since 99.7 % do not wait.</summary>
    public double CoreWaitMsP99 => Cores.WaitSeconds(0.99) * 1_000;

    /// <summary>Cores that are busy at a spike, share. Little's law: <c>3 / 4 = 0.75</c>.</summary>
    public double CoreUtilisationPeak => PeakCores.Utilisation;

    /// <summary>Requests that find no free core at a spike, share. Erlang C: <c>C(4, 3) = 0.509</c>.</summary>
    public double CoreWaitProbabilityPeak => PeakCores.WaitProbability;

    /// <summary>Mean wait for a core at a spike, ms. Erlang C: <c>0.509 / (6,667 - 5,000) = 0.306</c>.</summary>
    public double CoreWaitMsMeanPeak => PeakCores.WaitSecondsMean * 1_000;

    /// <summary>What half of the requests wait for a core at most at a spike, ms. Erlang C: <c>ln(0.509 / 0.5) / 1,667 = 0.011</c>.</summary>
    public double CoreWaitMsP50Peak => PeakCores.WaitSeconds(0.50) * 1_000;

    /// <summary>What 95 of 100 wait at most at a spike, ms. Erlang C: <c>ln(0.509 / 0.05) / 1,667 = 1.393</c>.</summary>
    public double CoreWaitMsP95Peak => PeakCores.WaitSeconds(0.95) * 1_000;

    /// <summary>What 99 of 100 wait at most at a spike, ms. Erlang C: <c>ln(0.509 / 0.01) / 1,667 = 2.358</c>.</summary>
    public double CoreWaitMsP99Peak => PeakCores.WaitSeconds(0.99) * 1_000;

    /// <summary>The fewest cores whose p99 wait keeps the target at a spike, cores. Erlang C: 4 for 5 ms.</summary>
    public int CoresForTargetPeak => WaitingLine.ServersFor(
        estimate.RequestsPerSecondPeak, estimate.CpuMsPerRequest / 1_000, 0.99, profile.Targets.WaitMsP99Max / 1_000);

    /// <summary>Requests that meet at least one call slower than that call's p99, share: <c>1 - 0.99^5 = 0.049</c>.</summary>
    public double SlowPartShare => PartLatency.SlowShare(profile.Workload.FanOut);

    /// <summary>The same for a large page, share: <c>1 - 0.99^10 = 0.096</c>.</summary>
    public double SlowPartShareMax => PartLatency.SlowShare(profile.Workload.FanOutMax);

    /// <summary>Slowest of the parallel calls of a request, mean, ms. Lognormal through 300 and 500.</summary>
    public double SlowestCallMsMean => Call.SlowestOfMean(profile.Workload.FanOut);

    /// <summary>Slowest of the parallel calls in half of the requests at most, ms: a call's quantile at <c>0.5^(1/5) = 0.871</c>.</summary>
    public double SlowestCallMsP50 => Call.SlowestOf(profile.Workload.FanOut, 0.50);

    /// <summary>Slowest of the parallel calls in 99 of 100 requests at most, ms: a call's quantile at <c>0.99^(1/5) = 0.998</c>, 564.</summary>
    public double SlowestCallMsP99 => Call.SlowestOf(profile.Workload.FanOut, 0.99);

    /// <summary>The same for a large page, ms: a call's quantile at <c>0.99^(1/10) = 0.999</c>, 591.</summary>
    public double SlowestCallMsP99Max => Call.SlowestOf(profile.Workload.FanOutMax, 0.99);

    /// <summary>Answer in 99 of 100 requests at most, ms: the slowest call and the own work; the seed says 500.</summary>
    public double LatencyMsP99 => SlowestCallMsP99 + estimate.CpuMsPerRequest;

    /// <summary>What the cores of one server answer at most, req/s: <c>4 / 0.0006 = 6,667</c>.</summary>
    public double RequestsPerSecondMax => profile.Server.CoresUsable / (estimate.CpuMsPerRequest / 1_000);

    /// <summary>Requests that wait at the end of a spike, requests. Fluid: 0, since 5,000 are fewer than 6,667.</summary>
    public double SpikeBacklog => Spike.Backlog;

    /// <summary>Wait of the last request of a spike, s. Fluid: <c>0 / 6,667 = 0</c>.</summary>
    public double SpikeWaitSecondsMax => Spike.WaitSecondsMax;

    /// <summary>Time after a spike until none waits, s. Fluid: 0, since nothing waits.</summary>
    public double SpikeDrainSeconds => Spike.DrainSeconds;

    /// <summary>Requests at the same moment at a spike, requests; over HTTP/1.1 each is a client's socket. Little's law: rate × mean answer.</summary>
    public int RequestsInFlightPeak => Rounding.Up(estimate.RequestsPerSecondPeak * (SlowestCallMsMean + estimate.CpuMsPerRequest) / 1_000);

    /// <summary>Upstream sockets over HTTP/1.1 at a spike, sockets. Little's law: one for each of <c>25,000 × 0.3 = 7,500</c> calls; over HTTP/2 75.</summary>
    public int UpstreamSocketsPeak => Rounding.Up(estimate.CallsInFlightPeak);

    /// <summary>
    /// Ephemeral ports towards one destination at a spike, ports. Little's law: <c>5,000 × 0.3 = 1,500</c> calls to one microservice over
    /// HTTP/1.1, or all proxied WebSockets to one chat node if they are more.
    /// </summary>
    public int PortsPerDestinationPeak => Math.Max(
        profile.Workload.ProxiedWebSockets, Rounding.Up(estimate.RequestsPerSecondPeak * Math.Min(1, profile.Workload.FanOut) * profile.Costs.CallMs / 1_000));

    /// <summary>Sockets at a spike, sockets: clients' and upstream's over HTTP/1.1, and two per proxied WebSocket.</summary>
    public double SocketsPeak => (double)RequestsInFlightPeak + UpstreamSocketsPeak + (2.0 * profile.Workload.ProxiedWebSockets);

    /// <summary>File descriptors of one gateway that carries a spike, descriptors: base and sockets.</summary>
    public double FileDescriptorsPeak => profile.Costs.BaseFileDescriptors + SocketsPeak;

    private WaitingLine Cores => CoreLine.On(profile.Server.CoresUsable, profile.Workload.RequestsPerSecond, estimate.CpuMsPerRequest);

    private WaitingLine PeakCores => Cores with { ArrivalsPerSecond = estimate.RequestsPerSecondPeak };

    private PartLatency Call => new(profile.Costs.CallMs, profile.Costs.CallMsMax);

    private Burst Spike => new(
        profile.Workload.RequestsPerSecond, estimate.RequestsPerSecondPeak, profile.Workload.SpikeSeconds, RequestsPerSecondMax);
}
