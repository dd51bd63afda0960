using CsCheck;

namespace Capacity.Tests.Properties;

public class RefinementPropertyTests
{
    private const double Dust = 1e-6;

    [Fact]
    public void No_figure_of_any_load_is_something_that_is_no_number() =>
        Profiles.All.Sample(profile => ServiceSizing.Of(profile).All(service =>
            service.Figures.Concat(service.Refinement).All(figure => figure.Value >= 0 && figure.Worked.Length > 0)));

    [Fact]
    public void A_pool_for_the_target_keeps_it_and_is_never_below_littles_law() =>
        Profiles.Chat.Sample(profile =>
        {
            var (estimate, refined) = (profile.Estimate(), profile.Estimate().Refinement);
            var pool = new WaitingLine(estimate.DatabaseOperationsPerSecond, profile.Costs.DatabaseLatencyMs / 1_000, refined.PoolConnectionsForTarget);
            return pool.WaitSeconds(0.99) * 1_000 <= profile.Targets.WaitMsP99Max + Dust
                && refined.PoolConnectionsForTarget >= estimate.DatabaseOperationsInFlight
                && refined.PoolConnectionsForTargetBusy >= refined.PoolConnectionsForTarget;
        });

    [Fact]
    public void Chat_nodes_stay_within_the_target_and_with_one_less_of_the_spare_they_still_do() =>
        Profiles.Chat.Sample(profile =>
        {
            var (estimate, refined) = (profile.Estimate(), profile.Estimate().Refinement);
            double Utilisation(double replicas) => estimate.CpuCores / (replicas * profile.Server.Cores);
            return Utilisation(refined.ReplicasForFailure - 1) <= profile.Targets.UtilisationMax + Dust
                && (refined.ReplicasAtTarget == 1 || Utilisation(refined.ReplicasAtTarget - 1) > profile.Targets.UtilisationMax);
        });

    [Fact]
    public void More_chat_clients_never_need_fewer_connections_sockets_or_nodes() =>
        Gen.Select(Profiles.Chat, Gen.Int[0, 1_000_000]).Sample((profile, more) =>
        {
            var less = profile.Estimate().Refinement;
            var grown = (profile with { Workload = profile.Workload with { Clients = profile.Workload.Clients + more } }).Estimate().Refinement;
            return grown.PoolConnectionsForTarget >= less.PoolConnectionsForTarget && grown.FileDescriptors >= less.FileDescriptors
                && grown.ReplicasForFailure >= less.ReplicasForFailure && grown.AppendsInFlight >= less.AppendsInFlight;
        });

    [Fact]
    public void Workers_for_the_target_exceed_what_is_in_work_and_the_batch_takes_at_least_what_the_fluid_says() =>
        Profiles.Imaging.Sample(profile =>
        {
            var (estimate, refined) = (profile.Estimate(), profile.Estimate().Refinement);
            return refined.WorkersForTarget >= profile.Workload.ConcurrentUploads
                && refined.BatchDrainSeconds >= (profile.Workload.ConcurrentUploads / estimate.ImagesPerSecond) - Dust
                && refined.BatchWaitSecondsMax >= estimate.WaitSecondsLast - estimate.ServiceSeconds - Dust;
        });

    [Fact]
    public void More_requests_never_need_less_of_the_gateway() =>
        Gen.Select(Profiles.Gateway, Gen.Double[1, 3]).Sample((profile, growth) =>
        {
            var less = profile.Estimate().Refinement;
            var grown = (profile with { Workload = profile.Workload with { RequestsPerSecond = profile.Workload.RequestsPerSecond * growth } }).Estimate().Refinement;
            return grown.CoresForTargetPeak >= less.CoresForTargetPeak && grown.CoreWaitMsP99Peak >= less.CoreWaitMsP99Peak
                && grown.ReplicasForFailure >= less.ReplicasForFailure && grown.SocketsPeak >= less.SocketsPeak
                && grown.SpikeBacklog >= less.SpikeBacklog && grown.SpikeDrainSeconds >= less.SpikeDrainSeconds;
        });

    [Fact]
    public void The_slowest_call_is_never_faster_than_one_call_and_the_answer_contains_it() =>
        Profiles.Gateway.Sample(profile =>
        {
            var refined = profile.Estimate().Refinement;
            return refined.SlowestCallMsP50 >= profile.Costs.CallMs - Dust && refined.SlowestCallMsP99 >= refined.SlowestCallMsP50
                && refined.SlowestCallMsP99Max >= refined.SlowestCallMsP99 && refined.LatencyMsP99 >= refined.SlowestCallMsP99;
        });
}
