using CsCheck;

namespace Capacity.Tests.Properties;

public class EstimatePropertyTests
{
    /// <summary>Binary dust that a sum or a product may carry.</summary>
    private const double Dust = 1e-6;

    [Fact]
    public void A_chat_pool_is_never_below_what_is_in_flight_by_littles_law() =>
        Profiles.Chat.Sample(profile =>
        {
            var estimate = profile.Estimate();
            var inFlight = profile.Workload.Clients * profile.Workload.MessagesPerMinutePerClient / 60
                * profile.Workload.DatabaseOperationsPerMessage * profile.Costs.DatabaseLatencyMs / 1_000;
            return estimate.DatabaseConnections >= (inFlight * (1 + profile.Headroom.HeadroomFraction)) - Dust
                && estimate.DatabaseConnections % profile.Headroom.PoolStepConnections == 0;
        });

    [Fact]
    public void A_chat_pool_is_at_most_one_step_and_two_roundings_too_large() =>
        Profiles.Chat.Sample(profile =>
        {
            var estimate = profile.Estimate();
            var factor = 1 + profile.Headroom.HeadroomFraction;
            return estimate.DatabaseConnections <= (estimate.DatabaseOperationsInFlight * factor) + factor + 1 + profile.Headroom.PoolStepConnections + Dust;
        });

    [Fact]
    public void More_chat_clients_never_need_less() =>
        Gen.Select(Profiles.Chat, Gen.Int[0, 1_000_000]).Sample((profile, more) =>
        {
            var less = profile.Estimate();
            var grown = (profile with { Workload = profile.Workload with { Clients = profile.Workload.Clients + more } }).Estimate();
            return grown.CpuCoresWithHeadroom >= less.CpuCoresWithHeadroom
                && grown.MemoryMegabytes >= less.MemoryMegabytes
                && grown.DatabaseConnections >= less.DatabaseConnections
                && grown.Fit.Servers >= less.Fit.Servers;
        });

    [Fact]
    public void The_servers_of_a_fit_carry_the_load_and_one_less_does_not() =>
        Profiles.Chat.Sample(profile =>
        {
            var cpu = profile.Estimate().Fit.Uses.Single(use => use.Resource == Resource.Cpu);
            return cpu.Servers * cpu.Available >= cpu.Needed - Dust
                && (cpu.Servers == 1 || (cpu.Servers - 1) * cpu.Available < cpu.Needed);
        });

    [Fact]
    public void Image_workers_never_take_more_than_the_server_has_and_one_more_would() =>
        Profiles.Imaging.Sample(profile =>
        {
            var (slots, server, costs) = (profile.Estimate().Slots.Concurrency, profile.Server, profile.Costs);
            bool Holds(int count) =>
                count * costs.CoresPerWorker <= server.Cores + Dust
                && count * costs.MemoryMegabytesPerImage <= server.MemoryMegabytes + Dust
                && count <= server.GpuSlots;
            return Holds(slots) && !Holds(slots + 1);
        });

    [Fact]
    public void What_limits_the_slots_is_what_the_fit_says() =>
        Profiles.Imaging.Sample(profile =>
        {
            var estimate = profile.Estimate();
            return estimate.Slots.LimitingResource == estimate.Fit.LimitingResource && estimate.Fit.Fits == (estimate.Concurrency > 0);
        });

    [Fact]
    public void More_uploads_never_wait_less_and_a_larger_server_never_makes_them_wait_longer() =>
        Gen.Select(Profiles.Imaging, Gen.Int[0, 1_000], Gen.Double[0, 64]).Sample((profile, uploads, cores) =>
        {
            var before = profile.Estimate();
            var more = (profile with { Workload = profile.Workload with { ConcurrentUploads = profile.Workload.ConcurrentUploads + uploads } }).Estimate();
            var larger = (profile with { Server = profile.Server with { Cores = profile.Server.Cores + cores } }).Estimate();
            return more.WaitSecondsLast >= before.WaitSecondsLast
                && larger.WaitSecondsLast <= before.WaitSecondsLast
                && larger.ImagesPerSecond >= before.ImagesPerSecond;
        });

    [Fact]
    public void Gateway_calls_in_flight_are_rate_times_time_and_their_connections_hold_them() =>
        Profiles.Gateway.Sample(profile =>
        {
            var estimate = profile.Estimate();
            return Math.Abs(estimate.CallsInFlight - (estimate.CallsPerSecond * profile.Costs.CallMs / 1_000)) < Dust
                && (double)estimate.ConnectionsPeak * profile.Costs.StreamsPerConnection >= estimate.CallsInFlightPeak - Dust
                && estimate.CpuCoresPeak >= estimate.CpuCores;
        });

    [Fact]
    public void A_plan_gives_each_service_at_least_its_pool_and_postgres_all_of_them() =>
        Profiles.All.Sample(profile =>
        {
            var plan = DeploymentPlan.From(profile);
            var (chat, imaging) = (plan.Chat.DatabasePool, plan.Imaging.DatabasePool);
            return chat.PerReplica * chat.Replicas >= chat.Total
                && imaging.PerReplica * imaging.Replicas >= imaging.Total
                && plan.PostgresMaxConnections == (chat.PerReplica * chat.Replicas) + (imaging.PerReplica * imaging.Replicas) + 20;
        });

    [Fact]
    public void A_plan_grows_to_what_keeps_the_target_while_one_replica_is_away() =>
        Profiles.All.Sample(profile =>
        {
            var plan = DeploymentPlan.From(profile);
            var (chat, gateway) = (profile.Chat.Estimate(), profile.Gateway.Estimate());
            var busyCores = chat.MessagesPerSecondMax * profile.Chat.Costs.CpuMsPerMessage / 1_000;
            return Math.Max(1, plan.Chat.ReplicasMax - 1.0) * plan.Chat.Container.Cores * profile.Chat.Targets.UtilisationMax >= busyCores - Dust
                && Math.Max(1, plan.Gateway.ReplicasMax - 1.0) * plan.Gateway.Container.Cores * profile.Gateway.Targets.UtilisationMax
                    >= gateway.CpuCoresPeak - Dust
                && (double)plan.Imaging.WorkerReplicasMax * plan.Imaging.SlotsPerWorkerReplica >= profile.Imaging.Estimate().Refinement.WorkersAtTarget
                && plan.Chat.ReplicasMax >= plan.Chat.Replicas && plan.Gateway.ReplicasMax >= plan.Gateway.Replicas
                && plan.Imaging.WorkerReplicasMax >= plan.Imaging.WorkerReplicas;
        });

    [Fact]
    public void A_plan_gives_the_chat_and_the_gateway_their_cores_and_the_workers_their_slots() =>
        Profiles.All.Sample(profile =>
        {
            var plan = DeploymentPlan.From(profile);
            return plan.Chat.Replicas * plan.Chat.Container.Cores >= profile.Chat.Estimate().CpuCoresWithHeadroom - Dust
                && plan.Gateway.Replicas * plan.Gateway.Container.Cores >= profile.Gateway.Estimate().CpuCoresPeak - Dust
                && plan.Imaging.WorkerReplicas * plan.Imaging.SlotsPerWorkerReplica >= profile.Imaging.Estimate().Concurrency
                && plan.Chat.Container.Cores <= 4 + Dust;
        });
}
