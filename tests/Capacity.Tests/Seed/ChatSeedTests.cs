namespace Capacity.Tests.Seed;

/// <summary>Every figure of the seed's section "Company A", in its order.</summary>
public class ChatSeedTests
{
    private readonly ChatProfile profile = SeedProfile.Profile.Chat;
    private readonly ChatEstimate estimate = SeedProfile.Profile.Chat.Estimate();

    [Fact]
    public void A1_throughput()
    {
        Assert.Equal(10_000, profile.Workload.Clients);
        Assert.Equal(0.025, estimate.MessagesPerSecondPerClient, 12);
        Assert.Equal(250, estimate.MessagesPerSecond, 12);
        Assert.Equal(1.5, profile.Workload.DatabaseOperationsPerMessage);
        Assert.Equal(375, estimate.DatabaseOperationsPerSecond, 12);
    }

    [Fact]
    public void A1_its_0_025_is_the_middle_of_1_to_2_messages_per_minute()
    {
        var (least, most) = (profile.Workload.MessagesPerMinutePerClientMin, profile.Workload.MessagesPerMinutePerClientMax);

        Assert.Equal((1, 2), (least, most));
        Assert.Equal((least + most) / 2 / 60, estimate.MessagesPerSecondPerClient, 12);
        Assert.Equal((166.667, 333.333), (Math.Round(estimate.MessagesPerSecondMin, 3), Math.Round(estimate.MessagesPerSecondMax, 3)));
    }

    [Fact]
    public void A2_database_connection_pool()
    {
        Assert.Equal(100, profile.Costs.DatabaseLatencyMs);
        Assert.Equal(37.5, estimate.DatabaseOperationsInFlight, 12);
        Assert.Equal(38, estimate.DatabaseOperationsInFlightWhole);
        Assert.Equal(50, estimate.DatabaseConnections);
    }

    [Fact]
    public void A2_twenty_per_cent_gives_46_and_the_step_of_ten_gives_the_seeds_50()
    {
        Assert.Equal((0.2, 10), (profile.Headroom.HeadroomFraction, profile.Headroom.PoolStepConnections));
        Assert.Equal(46, estimate.DatabaseConnectionsWithHeadroom);

        var byOne = profile with { Headroom = profile.Headroom with { PoolStepConnections = 1 } };
        Assert.Equal(46, byOne.Estimate().DatabaseConnections);
    }

    [Fact]
    public void A3_processor()
    {
        Assert.Equal(4, profile.Costs.CpuMsPerMessage);
        Assert.Equal(1, estimate.CpuCores, 12);
        Assert.Equal(1.2, estimate.CpuCoresWithHeadroom, 12);
    }

    [Fact]
    public void A3_eight_cores_are_sufficient()
    {
        var cpu = estimate.Fit.Uses.Single(use => use.Resource == Resource.Cpu);

        Assert.Equal((8, true), (cpu.Available, cpu.Fits));
        Assert.Equal(0.15, cpu.Utilisation!.Value, 12);
        Assert.Equal((true, Resource.Cpu, 1), (estimate.Fit.Fits, estimate.Fit.LimitingResource, estimate.Fit.Servers));
    }

    [Fact]
    public void A4_latency_stays_under_50_ms_because_the_database_is_not_in_the_way()
    {
        Assert.Equal(5, profile.Costs.EventLoopOverheadMsMax);
        Assert.Equal(50, estimate.DeliveryMsMax, 12);
        Assert.Equal(105, estimate.StoredAcknowledgementMs, 12);
    }

    [Fact]
    public void A5_memory()
    {
        Assert.Equal((500, 1), (profile.Costs.BaseMemoryMegabytes, profile.Costs.MemoryKilobytesPerSocket));
        Assert.Equal(10, estimate.SocketMemoryMegabytes, 12);
        Assert.Equal(510, estimate.MemoryMegabytes, 12);
    }

    [Fact]
    public void A5_the_server_of_the_seed_states_no_memory_so_none_is_judged()
    {
        var memory = estimate.Fit.Uses.Single(use => use.Resource == Resource.Memory);

        Assert.Equal((null, null, true), (memory.Available, memory.Utilisation, memory.Fits));
    }

    [Fact]
    public void A6_scaling_is_linear()
    {
        var doubled = (profile with { Workload = profile.Workload with { Clients = 20_000 } }).Estimate();

        Assert.Equal(2 * estimate.MessagesPerSecond, doubled.MessagesPerSecond, 9);
        Assert.Equal(2 * estimate.CpuCoresWithHeadroom, doubled.CpuCoresWithHeadroom, 9);
        Assert.Equal(2 * estimate.SocketMemoryMegabytes, doubled.SocketMemoryMegabytes, 9);
    }

    [Fact]
    public void A_summary_table()
    {
        Assert.Equal("250", Number.Text(estimate.MessagesPerSecond));
        Assert.Equal("375", Number.Text(estimate.DatabaseOperationsPerSecond));
        Assert.Equal("50", Number.Text(estimate.DatabaseConnections));
        Assert.Equal("1.2", Number.Text(estimate.CpuCoresWithHeadroom));
        Assert.Equal("510", Number.Text(estimate.MemoryMegabytes));
        Assert.Equal("50", Number.Text(estimate.DeliveryMsMax));
    }
}
