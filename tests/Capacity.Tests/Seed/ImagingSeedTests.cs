namespace Capacity.Tests.Seed;

/// <summary>Every figure of the seed's section "Company B", in its order.</summary>
public class ImagingSeedTests
{
    private readonly ImagingProfile profile = SeedProfile.Profile.Imaging;
    private readonly ImagingEstimate estimate = SeedProfile.Profile.Imaging.Estimate();

    [Fact]
    public void B1_throughput()
    {
        Assert.Equal(50, profile.Workload.ConcurrentUploads);
        Assert.Equal((2, 6, 10), (estimate.ServiceSecondsMin, estimate.ServiceSeconds, estimate.ServiceSecondsMax));
        Assert.Equal(8.3, estimate.DemandImagesPerSecond, 1);
    }

    [Fact]
    public void B2_concurrency_is_the_least_of_cores_memory_and_gpu()
    {
        Assert.Equal((16, 32_000), (profile.Server.Cores, profile.Server.MemoryMegabytes));
        Assert.Equal((2, 2_000), (profile.Costs.CoresPerWorker, profile.Costs.MemoryMegabytesPerImage));
        Assert.Equal((8, 16, 8), (estimate.WorkersByCpu, estimate.WorkersByMemory, estimate.WorkersByGpu));
        Assert.Equal(8, estimate.Concurrency);
    }

    [Fact]
    public void B2_throughput_of_the_server_is_limited_by_its_cores()
    {
        Assert.Equal(1.33, estimate.ImagesPerSecond, 2);
        Assert.Equal(Resource.Cpu, estimate.Slots.LimitingResource);
        Assert.Equal(Resource.Cpu, estimate.Fit.LimitingResource);
    }

    [Fact]
    public void B1_its_8_3_images_per_second_need_50_slots_where_the_server_has_8()
    {
        Assert.Equal(8.333, estimate.DemandImagesPerSecond, 3);
        Assert.Equal(7, estimate.ServersForDemand);
        Assert.True(7 * estimate.ImagesPerSecond >= estimate.DemandImagesPerSecond);
        Assert.True(6 * estimate.ImagesPerSecond < estimate.DemandImagesPerSecond);
    }

    [Theory]
    [InlineData(2, 3, 2.667)]
    [InlineData(3, 2, 4)]
    public void B2_throughput_grows_in_proportion_to_the_gpus_speedup(double speedup, double seconds, double imagesPerSecond)
    {
        var faster = (profile with { Costs = profile.Costs with { GpuSpeedup = speedup } }).Estimate();

        Assert.Equal(seconds, faster.ServiceSeconds, 12);
        Assert.Equal(imagesPerSecond, faster.ImagesPerSecond, 3);
    }

    [Fact]
    public void B2_ninety_per_cent_of_the_cores_are_busy()
    {
        Assert.Equal(0.9, profile.Costs.CpuBoundFraction);
        Assert.Equal(14.4, estimate.CpuCoresBusy, 12);
    }

    [Fact]
    public void B3_the_wait_grows_linearly_with_the_queue()
    {
        Assert.Equal(42, estimate.WaitingImages);
        Assert.Equal(0.75, estimate.WaitSecondsPerQueuedImage, 12);
        Assert.Equal(31.5, estimate.WaitSecondsLast, 12);

        var spike = (profile with { Workload = profile.Workload with { ConcurrentUploads = 50 + 42 } }).Estimate();
        Assert.Equal(2 * estimate.WaitSecondsLast, spike.WaitSecondsLast, 9);
    }

    [Fact]
    public void B4_memory_is_16_of_32_gigabytes()
    {
        var memory = estimate.Fit.Uses.Single(use => use.Resource == Resource.Memory);

        Assert.Equal(16_000, estimate.MemoryMegabytes);
        Assert.Equal((16_000, 32_000, 0.5, true), (memory.Needed, memory.Available, memory.Utilisation, memory.Fits));
        Assert.True(estimate.Fit.Fits);
    }

    [Fact]
    public void B5_more_servers_scale_linearly_until_a_resource_is_used_up()
    {
        var twice = (profile with { Server = new() { Cores = 32, MemoryMegabytes = 64_000, GpuSlots = 16 } }).Estimate();
        var onlyCores = (profile with { Server = profile.Server with { Cores = 32 } }).Estimate();

        Assert.Equal(2 * estimate.ImagesPerSecond, twice.ImagesPerSecond, 9);
        Assert.Equal((8, Resource.Gpu), (onlyCores.Concurrency, onlyCores.Slots.LimitingResource));
    }

    [Fact]
    public void B_summary_table()
    {
        Assert.Equal("8", Number.Text(estimate.Concurrency));
        Assert.Equal("1.33", Number.Text(Math.Round(estimate.ImagesPerSecond, 2)));
        Assert.Equal(("2", "10"), (Number.Text(estimate.ServiceSecondsMin), Number.Text(estimate.ServiceSecondsMax)));
        Assert.Equal("16", Number.Text(estimate.MemoryMegabytes / 1_000));
    }

    [Fact]
    public void B_summary_says_8_cores_but_8_workers_of_2_cores_are_16()
    {
        Assert.Equal(16, estimate.CpuCores);
        Assert.Equal(8, estimate.CpuCores / profile.Costs.CoresPerWorker);
    }
}
