namespace Capacity;

/// <summary>The seed document's own figures and servers. What it does not state is said so where the input is declared.</summary>
public static class SeedProfile
{
    /// <summary>The profile, named <c>seed</c>.</summary>
    public static CapacityProfile Profile { get; } = new("seed", Chat, Imaging, Gateway, Deployment);

    private const double UtilisationMax = 0.7;

    private static HeadroomRules Headroom => new() { HeadroomFraction = 0.2, PoolStepConnections = 10 };

    private static ChatProfile Chat => new(
        new()
        {
            Clients = 10_000,
            MessagesPerMinutePerClient = 1.5,
            MessagesPerMinutePerClientMin = 1,
            MessagesPerMinutePerClientMax = 2,
            BusySeconds = 60,
            DatabaseOperationsPerMessage = 1.5,
        },
        new()
        {
            CpuMsPerMessage = 4,
            DatabaseLatencyMs = 100,
            RedisLatencyMs = 1,
            EventLoopOverheadMsMax = 5,
            FanOutMsMax = 45,
            BaseMemoryMegabytes = 500,
            MemoryKilobytesPerSocket = 1,
            BaseFileDescriptors = 300,
        },
        Headroom,
        new() { UtilisationMax = UtilisationMax, WaitMsP99Max = 10 },
        new() { Cores = 8 });

    private static ImagingProfile Imaging => new(
        new() { ConcurrentUploads = 50, DatabaseOperationsPerImage = 12 },
        new()
        {
            ProcessingSeconds = 6,
            ProcessingSecondsMin = 2,
            ProcessingSecondsMax = 10,
            GpuSpeedup = 1,
            CpuBoundFraction = 0.9,
            CoresPerWorker = 2,
            MemoryMegabytesPerImage = 2_000,
            DatabaseLatencyMs = 100,
        },
        Headroom,
        new() { UtilisationMax = UtilisationMax, WaitMsP99Max = 10_000 },
        new() { Cores = 16, MemoryMegabytes = 32_000, GpuSlots = 8 });

    private static GatewayProfile Gateway => new(
        new()
        {
            RequestsPerSecond = 1_000,
            SpikeFactor = 5,
            SpikeSeconds = 60,
            ProxiedWebSockets = 0,
            FanOut = 5,
            FanOutMin = 2,
            FanOutMax = 10,
        },
        new()
        {
            WorkMsPerRequest = 2,
            CpuBoundFraction = 0.3,
            CpuMsPerCall = 0,
            CallMs = 300,
            CallMsMin = 100,
            CallMsMax = 500,
            StreamsPerConnection = 100,
            BaseMemoryMegabytes = 1_000,
            PoolMegabytesPerService = 10,
            BaseFileDescriptors = 300,
        },
        new() { UtilisationMax = UtilisationMax, WaitMsP99Max = 5 },
        new() { Cores = 4, MemoryMegabytes = 1_000 });

    private static DeploymentRules Deployment => new()
    {
        ChatReplicasMin = 2,
        GatewayReplicasMin = 2,
        ImagingApiReplicas = 2,
        ImagingApiCores = 0.5,
        ReplicaCoresMax = 4,
        CoresStep = 0.25,
        MemoryGibibytesPerCore = 2,
        DatabaseConnectionsReserved = 20,
    };
}
