namespace Capacity.Tests;

/// <summary>What the refinement says about the seed's own loads.</summary>
public class RefinementTests
{
    private static readonly CapacityProfile Seed = SeedProfile.Profile;

    [Fact]
    public void The_seeds_pool_of_50_is_the_smallest_whose_p99_wait_stays_under_10_ms()
    {
        var chat = Seed.Chat.Estimate().Refinement;

        Assert.Equal((0.75, 50), (chat.PoolUtilisation, chat.PoolConnectionsForTarget));
        Assert.Equal((0.034, 9.806), (Math.Round(chat.PoolWaitProbability, 3), Math.Round(chat.PoolWaitMsP99, 3)));
    }

    [Fact]
    public void In_the_seeds_busy_minute_its_pool_is_full_to_the_last_connection()
    {
        var chat = Seed.Chat.Estimate().Refinement;

        Assert.Equal((1, double.PositiveInfinity, 64), (chat.PoolUtilisationBusy, chat.PoolWaitMsP99Busy, chat.PoolConnectionsForTargetBusy));
        Assert.Equal((0, 0, 0), (chat.BusyBacklog, chat.BusyWaitMsMax, chat.BusyDrainSeconds));
    }

    [Fact]
    public void A_busier_minute_piles_up_and_drains()
    {
        var busy = (Seed.Chat with { Workload = Seed.Chat.Workload with { MessagesPerMinutePerClientMax = 3 } }).Estimate().Refinement;

        // 750 operations a second where 500 are served: 250 × 60 wait, 15,000 / 500 s, and drain at 500 - 375.
        Assert.Equal((15_000, 30_000, 120), (busy.BusyBacklog, busy.BusyWaitMsMax, busy.BusyDrainSeconds));
    }

    [Fact]
    public void The_seeds_demand_for_images_overloads_its_server_and_needs_53_workers()
    {
        var imaging = Seed.Imaging.Estimate().Refinement;

        Assert.Equal((6.25, 1, double.PositiveInfinity), (imaging.WorkerUtilisation, imaging.WaitProbability, imaging.WaitSecondsP50));
        Assert.Equal((53, 72, 9, 10), (imaging.WorkersForTarget, imaging.WorkersAtTarget, imaging.ServersAtTarget, imaging.ServersForFailure));
        Assert.Equal((7, 36, 42, 70), (imaging.BatchWaves, imaging.BatchWaitSecondsMax, imaging.BatchDrainSeconds, imaging.BatchDrainSecondsMax));
    }

    [Fact]
    public void A_server_that_carries_no_worker_waits_without_end_and_has_no_number_of_servers()
    {
        var imaging = (Seed.Imaging with { Server = new() { Cores = 1 } }).Estimate().Refinement;

        Assert.Equal((null, null), (imaging.ServersAtTarget, imaging.ServersForFailure));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (imaging.WorkerUtilisation, imaging.BatchDrainSeconds));
        Assert.DoesNotContain(imaging.Figures, figure => double.IsNaN(figure.Value));
    }

    [Fact]
    public void A_spike_keeps_3_of_4_cores_busy_which_is_over_the_target_so_two_gateways_and_one_that_may_fail()
    {
        var gateway = Seed.Gateway.Estimate().Refinement;

        Assert.Equal(0.75, gateway.CoreUtilisationPeak, 12);
        Assert.Equal((2, 3), (gateway.ReplicasAtTarget, gateway.ReplicasForFailure));
        Assert.Equal((0.509, 2.358), (Math.Round(gateway.CoreWaitProbabilityPeak, 3), Math.Round(gateway.CoreWaitMsP99Peak, 3)));
    }

    [Fact]
    public void Five_parallel_calls_take_longer_than_the_seeds_500_ms_in_one_request_of_twenty()
    {
        var gateway = Seed.Gateway.Estimate().Refinement;

        Assert.Equal((0.049, 564.3), (Math.Round(gateway.SlowPartShare, 3), Math.Round(gateway.SlowestCallMsP99, 1)));
        Assert.Equal(gateway.SlowestCallMsP99 + 0.6, gateway.LatencyMsP99, 9);
    }

    [Fact]
    public void A_spike_over_what_the_cores_answer_piles_up_and_drains()
    {
        var gateway = (Seed.Gateway with { Workload = Seed.Gateway.Workload with { SpikeFactor = 10 } }).Estimate().Refinement;

        // 10,000 req/s on cores for 6,667: 3,333 × 60 wait at the end.
        Assert.Equal((200_000, 30), (Math.Round(gateway.SpikeBacklog, 6), Math.Round(gateway.SpikeWaitSecondsMax, 9)));
        Assert.Equal(200_000 / (6_666.667 - 1_000), gateway.SpikeDrainSeconds, 3);
    }

    [Fact]
    public void Calls_that_cost_processor_time_of_their_own_add_it_to_the_request()
    {
        var costly = (Seed.Gateway with { Costs = Seed.Gateway.Costs with { CpuMsPerCall = 0.2 } }).Estimate();

        Assert.Equal(0.6 + (5 * 0.2), costly.CpuMsPerRequest, 12);
    }

    [Fact]
    public void Proxied_websockets_take_two_descriptors_each_and_a_port_to_the_chat()
    {
        var gateway = (Seed.Gateway with { Workload = Seed.Gateway.Workload with { ProxiedWebSockets = 8_000 } }).Estimate().Refinement;

        Assert.Equal(Seed.Gateway.Estimate().Refinement.SocketsPeak + 16_000, gateway.SocketsPeak);
        Assert.Equal((8_000, gateway.SocketsPeak + 300), (gateway.PortsPerDestinationPeak, gateway.FileDescriptorsPeak));
    }
}
