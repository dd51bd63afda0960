namespace Capacity.Tests.Seed;

/// <summary>Every figure of the seed's section "Company C", in its order.</summary>
public class GatewaySeedTests
{
    private readonly GatewayProfile profile = SeedProfile.Profile.Gateway;
    private readonly GatewayEstimate estimate = SeedProfile.Profile.Gateway.Estimate();

    [Fact]
    public void C1_throughput()
    {
        Assert.Equal((1_000, 5), (profile.Workload.RequestsPerSecond, profile.Workload.SpikeFactor));
        Assert.Equal((2, 5, 10), (profile.Workload.FanOutMin, profile.Workload.FanOut, profile.Workload.FanOutMax));
        Assert.Equal(5_000, estimate.RequestsPerSecondPeak);
        Assert.Equal(5_000, estimate.CallsPerSecond);
        Assert.Equal(25_000, estimate.CallsPerSecondPeak);
        Assert.Equal((2_000, 10_000), (estimate.CallsPerSecondMin, estimate.CallsPerSecondMax));
    }

    [Fact]
    public void C2_processor()
    {
        Assert.Equal((0.3, 2), (profile.Costs.CpuBoundFraction, profile.Costs.WorkMsPerRequest));
        Assert.Equal(0.6, estimate.CpuCores, 12);
        Assert.Equal(3, estimate.CpuCoresPeak, 12);
    }

    [Fact]
    public void C2_four_cores_carry_the_normal_load_and_the_peak()
    {
        var cpu = estimate.Fit.Uses.Single(use => use.Resource == Resource.Cpu);

        Assert.Equal((4, true), (cpu.Available, cpu.Fits));
        Assert.Equal(0.75, cpu.Utilisation!.Value, 12);
        Assert.Equal(0.15, estimate.CpuCores / profile.Server.Cores, 12);
    }

    [Fact]
    public void C3_latency_is_that_of_the_slowest_call_and_aggregation_adds_less_than_a_millisecond()
    {
        Assert.Equal((100, 500), (Math.Floor(estimate.LatencyMsMin), Math.Floor(estimate.LatencyMsMax)));
        Assert.Equal(0.6, estimate.LatencyMsMin - profile.Costs.CallMsMin, 9);
        Assert.True(estimate.LatencyMsOneByOne > estimate.LatencyMsMax, "Calls in parallel must be what keeps the latency.");
    }

    [Fact]
    public void C4_memory_is_about_1_gigabyte_with_tens_of_megabytes_of_pools()
    {
        Assert.Equal(1_000, profile.Costs.BaseMemoryMegabytes);
        Assert.InRange(estimate.PoolMemoryMegabytes, 10, 99);
        Assert.Equal(1, Math.Round(estimate.MemoryMegabytes / 1_000));
    }

    [Fact]
    public void C4_it_does_not_fit_a_1_gigabyte_server_comfortably_nor_at_all()
    {
        var memory = estimate.Fit.Uses.Single(use => use.Resource == Resource.Memory);

        Assert.Equal((1_050, 1_000, 1.05), (memory.Needed, memory.Available, memory.Utilisation));
        Assert.Equal((false, Resource.Memory, null), (estimate.Fit.Fits, estimate.Fit.LimitingResource, estimate.Fit.Servers));

        var withoutPools = (profile with { Costs = profile.Costs with { PoolMegabytesPerService = 0 } }).Estimate();
        Assert.Equal(1, withoutPools.Fit.Uses.Single(use => use.Resource == Resource.Memory).Utilisation);
    }

    [Fact]
    public void C5_thousands_of_calls_are_in_flight_over_tens_of_connections()
    {
        Assert.Equal(1_500, estimate.CallsInFlight, 9);
        Assert.Equal(7_500, estimate.CallsInFlightPeak, 9);
        Assert.Equal(75, estimate.ConnectionsPeak);
    }

    [Fact]
    public void C_summary_table()
    {
        Assert.Equal(("1,000", "5,000"), (Number.Text(profile.Workload.RequestsPerSecond), Number.Text(estimate.RequestsPerSecondPeak)));
        Assert.Equal(("5,000", "25,000"), (Number.Text(estimate.CallsPerSecond), Number.Text(estimate.CallsPerSecondPeak)));
        Assert.Equal(("0.6", "3"), (Number.Text(estimate.CpuCores), Number.Text(estimate.CpuCoresPeak)));
        Assert.Equal("1", Number.Text(Math.Round(estimate.MemoryMegabytes / 1_000)));
    }
}
