using CsCheck;

namespace Capacity.Tests.Properties;

/// <summary>Random loads and costs around the seed's.</summary>
internal static class Profiles
{
    private static readonly ChatProfile SeedChat = SeedProfile.Profile.Chat;
    private static readonly ImagingProfile SeedImaging = SeedProfile.Profile.Imaging;
    private static readonly GatewayProfile SeedGateway = SeedProfile.Profile.Gateway;

    public static Gen<ChatProfile> Chat { get; } =
        from clients in Gen.Int[1, 1_000_000]
        from rate in Gen.Double[1, 2]
        from operations in Gen.Double[0, 10]
        from latency in Gen.Double[0, 1_000]
        from cpu in Gen.Double[0, 50]
        from headroom in Gen.Double[0, 2]
        from step in Gen.Int[1, 50]
        select SeedChat with
        {
            Workload = SeedChat.Workload with
            {
                Clients = clients, MessagesPerMinutePerClient = rate, DatabaseOperationsPerMessage = operations,
            },
            Costs = SeedChat.Costs with { CpuMsPerMessage = cpu, DatabaseLatencyMs = latency },
            Headroom = new() { HeadroomFraction = headroom, PoolStepConnections = step },
        };

    public static Gen<ImagingProfile> Imaging { get; } =
        from uploads in Gen.Int[1, 10_000]
        from seconds in Gen.Double[2, 10]
        from cores in Gen.Double[0.1, 128]
        from memory in Gen.Double[100, 512_000]
        from gpu in Gen.Int[1, 64]
        from coresPerWorker in Gen.Double[0.1, 8]
        from memoryPerImage in Gen.Double[50, 8_000]
        select SeedImaging with
        {
            Workload = SeedImaging.Workload with { ConcurrentUploads = uploads },
            Costs = SeedImaging.Costs with
            {
                ProcessingSeconds = seconds, CoresPerWorker = coresPerWorker, MemoryMegabytesPerImage = memoryPerImage,
            },
            Server = new() { Cores = cores, MemoryMegabytes = memory, GpuSlots = gpu },
        };

    public static Gen<GatewayProfile> Gateway { get; } =
        from rate in Gen.Double[0, 100_000]
        from fanOut in Gen.Double[2, 10]
        from call in Gen.Double[100, 500]
        from streams in Gen.Int[1, 1_000]
        select SeedGateway with
        {
            Workload = SeedGateway.Workload with { RequestsPerSecond = rate, FanOut = fanOut },
            Costs = SeedGateway.Costs with { CallMs = call, StreamsPerConnection = streams },
        };

    public static Gen<CapacityProfile> All { get; } =
        from chat in Chat
        from imaging in Imaging
        from gateway in Gateway
        select SeedProfile.Profile with { Chat = chat, Imaging = imaging, Gateway = gateway };
}
